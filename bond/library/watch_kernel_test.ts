import assert from "node:assert/strict";
import {
  createLink,
  createNetns,
  deleteNetns,
  getLink,
  GROUPS,
  type NetlinkEvent,
  Netns,
  receiveEvents,
  Rtnetlink,
  setLink,
} from "../../netlink/mod.ts";
import { type BondChange, BondWatch } from "./watch.ts";

const PATH = "/run/netns/watched";
const ACTIVE_BACKUP = 1;
const COMMAND = new URL("../../cmd/bond.ts", import.meta.url).pathname;

/** Makes a bond of two links, and returns its index. */
function makeBond(rt: Rtnetlink): number {
  createLink(rt, { name: "bond0", kind: "bond", bond: { mode: ACTIVE_BACKUP, miimon: 10 } });
  const bond = getLink(rt, "bond0").index;
  for (const name of ["net1", "net2"]) {
    createLink(rt, { name, kind: "dummy" });
    setLink(rt, getLink(rt, name).index, { master: bond });
  }
  setLink(rt, bond, { up: true });
  return bond;
}

/** A namespace with an active-backup bond of two veths. */
function withBond(work: (rt: Rtnetlink, watch: BondWatch) => void): void {
  createNetns(PATH);
  try {
    using netns = Netns.open(PATH);
    using rt = Rtnetlink.open({ netns });
    makeBond(rt);
    using watch = new BondWatch(PATH);
    work(rt, watch);
  } finally {
    deleteNetns(PATH);
  }
}

Deno.test("a failover is heard as soon as the kernel tells it", () => {
  withBond((rt, watch) => {
    drained(watch, 200);
    const active = watch.bonds[0]?.activeLink ?? "";
    setLink(rt, getLink(rt, active).index, { up: false });
    const began = performance.now();
    const kinds: string[] = [];
    while (!kinds.includes("failover") && performance.now() - began < 2000) {
      kinds.push(...watch.next(100).map(({ kind }) => kind));
    }
    assert.ok(kinds.includes("failover"), kinds.join());
    assert.notEqual(watch.bonds[0]?.activeLink, active);
  });
});

Deno.test("of a thousand changes none is lost and none is told twice", () => {
  withBond((rt, watch) => {
    drained(watch, 200);
    const bond = getLink(rt, "bond0").index;
    const told: BondChange[] = [];
    for (let i = 0; i < 1000; i++) {
      const [high, low] = [i >> 8, i & 255].map((octet) => octet.toString(16).padStart(2, "0"));
      setLink(rt, bond, { address: `02:00:00:00:${high}:${low}` });
      if (i % 10 === 9) told.push(...drained(watch, 0));
    }
    told.push(...drained(watch, 300));
    const addresses = told.filter(({ kind, link }) => kind === "address" && link === undefined);
    assert.equal(addresses.length, 1000);
    assert.equal(new Set(addresses.map(({ to }) => to)).size, 1000);
    assert.ok(!told.some(({ kind }) => kind === "resync"));
  });
});

Deno.test("notifications that the kernel dropped are said, and what they would have told is told", () => {
  withBond((rt, watch) => {
    drained(watch, 200);
    const bond = getLink(rt, "bond0").index;
    // So many that nobody reads fit no socket.
    for (let i = 0; i < 3000; i++) {
      setLink(rt, bond, { address: i % 2 === 0 ? "02:00:00:00:00:01" : "02:00:00:00:00:02" });
    }
    setLink(rt, bond, { address: "02:00:00:00:00:99" });
    const told = drained(watch, 500);
    assert.equal(told.filter(({ kind }) => kind === "resync").length > 0, true);
    assert.equal(watch.bonds[0]?.address, "02:00:00:00:00:99");
    assert.equal(told.filter(({ to }) => to === "02:00:00:00:00:99").length, 1);
  });
});

Deno.test("bond inspect --watch tells a failover within 100 ms of the kernel's message, and ends with its reader", async () => {
  createNetns(PATH);
  try {
    using netns = Netns.open(PATH);
    using rt = Rtnetlink.open({ netns });
    const bond = makeBond(rt);
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", "--cached-only", COMMAND, "inspect", "--netns", PATH, "-w"],
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    let said = "";
    const until = async (text: string) => {
      while (!said.includes(text)) {
        const { value, done } = await reader.read();
        if (done) throw new Error(`it ended: ${said}`);
        said += value;
      }
      said = "";
    };
    await until("bond0");
    const took: number[] = [];
    const there = Array.from({ length: 9 }, (_, i) => i % 2 === 0);
    for (const [from, to] of there.map((is) => is ? ["net1", "net2"] : ["net2", "net1"])) {
      assert.ok(from && to);
      using events = Rtnetlink.open({ netns, groups: [GROUPS.link] });
      const wanted = getLink(rt, to).index;
      setLink(rt, wanted, { up: true });
      setLink(rt, getLink(rt, from).index, { up: false });
      const isMoved = (event: NetlinkEvent) =>
        event.event === "link" && event.link.index === bond &&
        event.link.bond?.activeSlave === wanted;
      while (!receiveEvents(events, 5000).some(isMoved));
      const heard = performance.now();
      await until(`bond0 sends through ${to}`);
      took.push(performance.now() - heard);
    }
    // A machine that does other things besides delays some of them: not the best ones.
    const [, , third = Infinity] = took.toSorted((one, other) => one - other);
    assert.ok(third <= 100, took.join());
    await reader.cancel();
    assert.equal((await child.status).success, true);
  } finally {
    deleteNetns(PATH);
  }
});

/** Returns everything that is told until nothing is for so long; what is told may be of no interest. */
function drained(watch: BondWatch, quietMs: number): BondChange[] {
  const told: BondChange[] = [];
  for (let silent = 0; silent < 3;) {
    const more = watch.next(quietMs);
    silent = more.length === 0 ? silent + 1 : 0;
    told.push(...more);
  }
  return told;
}

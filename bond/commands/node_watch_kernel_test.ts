import assert from "node:assert/strict";
import {
  createLink,
  createNetns,
  deleteNetns,
  findLink,
  getLink,
  Netns,
  Rtnetlink,
  setLink,
} from "../../netlink/mod.ts";
import { type NodeBondChange, NodeWatch } from "./node_watch.ts";

const PATHS = ["/run/netns/early", "/run/netns/late"] as const;
const COMMAND = new URL("../../cmd/bond.ts", import.meta.url).pathname;

function removeAll(): void {
  for (const path of PATHS) deleteNetns(path);
}

/** Makes a namespace with a bond of two links in it, net1 active. */
function makeBond(path: string): void {
  createNetns(path);
  inside(path, (rt) => {
    createLink(rt, { name: "bond0", kind: "bond", bond: { mode: 1, miimon: 10 } });
    const master = getLink(rt, "bond0").index;
    for (const name of ["net1", "net2"]) {
      createLink(rt, { name, kind: "dummy" });
      setLink(rt, getLink(rt, name).index, { master });
    }
    setLink(rt, master, { up: true });
  });
}

function inside<T>(path: string, work: (rt: Rtnetlink) => T): T {
  using netns = Netns.open(path);
  using rt = Rtnetlink.open({ netns });
  return work(rt);
}

/** Returns what is heard until something of it is as wanted; fails when that takes more than 5 s. */
function heardUntil(watch: NodeWatch, isWanted: (change: NodeBondChange) => boolean) {
  const heard: NodeBondChange[] = [];
  for (const end = performance.now() + 5000; performance.now() < end;) {
    heard.push(...watch.next());
    if (heard.some(isWanted)) return heard;
  }
  return assert.fail(JSON.stringify(heard));
}

Deno.test("what happens in any namespace is heard with where, be it one that came later", () => {
  const [early, late] = PATHS;
  try {
    makeBond(early);
    using watch = new NodeWatch();
    assert.deepEqual(watch.problems(), []);
    makeBond(late);
    heardUntil(
      watch,
      ({ netns, bond, to }) => netns === late && bond === "bond0" && to === "there",
    );
    for (const path of PATHS) {
      inside(path, (rt) => setLink(rt, getLink(rt, "net1").index, { up: false }));
      const heard = heardUntil(watch, ({ kind, to }) => kind === "failover" && to === "net2");
      assert.deepEqual(new Set(heard.map(({ netns }) => netns)), new Set([path]));
    }
  } finally {
    removeAll();
  }
});

Deno.test("a namespace that nobody else has any more is let go, and its bonds are told to be gone", () => {
  const [path] = PATHS;
  using host = Rtnetlink.open();
  try {
    makeBond(path);
    {
      using netns = Netns.open(path);
      createLink(host, { name: "witness", kind: "veth", veth: { peer: { name: "in", netns } } });
    }
    using watch = new NodeWatch();
    deleteNetns(path);
    const heard = heardUntil(watch, ({ kind, to }) => kind === "bond" && to === "");
    assert.deepEqual(heard.map(({ bond, netns }) => [bond, netns]).at(-1), ["bond0", path]);
    // Its end here goes with the namespace.
    const isThere = () => findLink(host, "witness") !== undefined;
    for (const end = performance.now() + 5000; isThere() && performance.now() < end;) watch.next();
    assert.ok(!isThere());
  } finally {
    removeAll();
  }
});

Deno.test("bond inspect --all --watch shows all bonds, and then what happens to them, as lines of JSON", async () => {
  const [path] = PATHS;
  try {
    makeBond(path);
    const child = new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "-A", "--no-check", "--cached-only", COMMAND],
        ...["inspect", "bond0", "--all", "--watch", "--output", "json"],
      ],
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    let said = "";
    const until = async (isEnough: () => boolean) => {
      while (!isEnough()) {
        const { value, done } = await reader.read();
        if (done) throw new Error(`it ended: ${said}`);
        said += value;
      }
    };
    await until(() => said.includes("\n"));
    inside(path, (rt) => setLink(rt, getLink(rt, "net1").index, { up: false }));
    await until(() => /"failover".*\n/.test(said));
    const [now, ...changes] = said.trim().split("\n").map((line) => JSON.parse(line));
    assert.deepEqual([now.kind, now.bonds.map((bond: { netns: string }) => bond.netns)], [
      "now",
      [path],
    ]);
    const failover = changes.find(({ kind }) => kind === "failover");
    assert.deepEqual([failover.netns, failover.from, failover.to], [path, "net1", "net2"]);
    await reader.cancel();
    assert.equal((await child.status).success, true);
  } finally {
    removeAll();
  }
});

/** An attachment is taken apart, with a record and without: played by a kernel in this process. */

import assert from "node:assert/strict";
import {
  type PlayedLink,
  type PlayedNamespace,
  playedNamespaces,
} from "../../netlink/testing_links.ts";
import { type Claim, giveBackRecorded, giveBackUnrecorded, ReturnTime } from "./detach.ts";
import { aliasOf } from "./identity.ts";
import type { AttachmentRecord, LinkRecord } from "./record.ts";
import { RECORD } from "./testing.ts";

const [BASE] = RECORD.links;
assert(BASE);
const BOOT = "11111111-2222-3333-4444-555555555555";
const LINK: LinkRecord = { ...BASE, altName: "bond-c1-bond0-0", device: "", kind: "" };
const KEY = { containerId: "c1", ifname: "bond0" };
const MARKS = { alias: aliasOf(RECORD, LINK), altNames: ["bond-c1-bond0-0"] };

function scene(): {
  host: PlayedNamespace;
  container: PlayedNamespace;
  bond: PlayedLink;
  log: string[];
  detach(
    record?: Partial<AttachmentRecord>,
    alive?: boolean,
    time?: ReturnTime,
  ): ReturnType<typeof giveBackRecorded>;
  detachUnrecorded(claim?: Partial<Claim>, alive?: boolean): Error[];
} {
  const [host, container] = playedNamespaces(2);
  assert(host && container);
  const bond = container.add({ name: "bond0", kind: "bond" });
  const log: string[] = [];
  const places = (alive: boolean) => ({
    ...{ host: host.rt, hostNetns: host.netns },
    ...(alive ? { container: container.rt } : {}),
  });
  return {
    host,
    container,
    bond,
    log,
    detach: (record = {}, alive = true, time = new ReturnTime()) =>
      giveBackRecorded(
        { ...RECORD, links: [LINK], ...record },
        places(alive),
        (line) => log.push(line),
        time,
      ),
    detachUnrecorded: (claim = {}, alive = true) =>
      giveBackUnrecorded(
        KEY,
        { linkNames: ["ens1"], linksInContainer: false, ...claim },
        places(alive),
        (line) => log.push(line),
      ),
  };
}

/** A port of the bond as the attachment has taken it. */
function taken(master: PlayedLink, changes: Partial<PlayedLink> = {}) {
  const { address, permanentAddress } = LINK;
  return { name: "net1", address, permanentAddress, ...MARKS, master: master.index, ...changes };
}

Deno.test("the bond is deleted, and its links go back", async () => {
  const { host, container, bond, log, detach } = scene();
  container.add(taken(bond));
  assert.deepEqual(await detach(), { problems: [], waiting: [] });
  assert.deepEqual([container.links.length, host.get("ens1").alias], [0, "uplink"]);
  assert.equal(container.journal[0], "delete bond0");
  assert.deepEqual(log, []);
});

Deno.test("a bond of its name that has another's links and none of its own is left alone, and so is what is no bond", async () => {
  const { container, bond, log, detach } = scene();
  container.add({ name: "eth7", master: bond.index });
  container.add({ name: "net1", master: bond.index, permanentAddress: "02:00:00:00:0a:0a" });
  const { problems, waiting } = await detach({ netns: { ...RECORD.netns } });
  assert.deepEqual([problems, waiting], [[], []]);
  assert.deepEqual(log, [
    "bond bond0 has the link eth7 and none of the attachment's: left alone",
    "link ens1 is gone: there is nothing to give back",
  ]);
  bond.kind = "bridge";
  log.length = 0;
  await detach();
  assert.deepEqual(log, ["link ens1 is gone: there is nothing to give back"]);
  assert.deepEqual(container.journal, []);
});

Deno.test("a bond that was renamed goes by its mark, whatever has its name by now", async () => {
  for (const kind of ["", "dummy", "bond"]) {
    const { host, container, bond, detach } = scene();
    Object.assign(bond, { name: "other", altNames: ["bond-c1-bond0-bond"] });
    container.add(taken(bond));
    if (kind !== "") {
      const { index } = container.add({ name: "bond0", kind });
      container.add({ name: "eth7", master: index });
    }
    await detach();
    assert.equal(container.journal[0], "delete other", kind);
    assert.deepEqual(host.links.map(({ name }) => name), ["ens1"]);
    assert.equal(container.links.length, kind === "" ? 0 : 2);
  }
});

Deno.test("what bears the bond's mark and is none is left alone", async () => {
  const { container, bond, detach } = scene();
  Object.assign(bond, { name: "other", kind: "bridge", altNames: ["bond-c1-bond0-bond"] });
  await detach();
  assert.deepEqual(container.journal, []);
});

Deno.test("an empty bond of its name is its own, and so is one with a link of its under whatever name", async () => {
  const empty = scene();
  await empty.detach();
  assert.deepEqual(empty.container.journal, ["delete bond0"]);
  for (const name of ["net1", "other"]) {
    const { container, bond, host, detach } = scene();
    container.add(taken(bond, { name }));
    container.add({ name: "eth7", master: bond.index });
    await detach();
    assert.equal(container.journal[0], "delete bond0", name);
    assert.deepEqual(host.links.map((link) => link.name), ["ens1"]);
  }
});

Deno.test("a link of the container with the right name and hardware makes the bond its own, without any alias", async () => {
  const own: LinkRecord = { ...LINK, from: "container", name: "net1", temporaryName: "" };
  const { altName: _, ...link } = own;
  const { container, bond, detach } = scene();
  container.add({ ...taken(bond, { alias: "", altNames: [] }), index: 7 });
  container.add({ name: "eth7", master: bond.index });
  await detach({ links: [link] });
  assert.equal(container.journal[0], "delete bond0");
  const stranger = scene();
  stranger.container.add({ ...taken(stranger.bond, { alias: "", altNames: [] }), kind: "dummy" });
  await stranger.detach({ links: [link] });
  assert.deepEqual(stranger.container.journal, []);
});

Deno.test("a link whose name is taken waits; what is refused is a problem, and the other links go back", async () => {
  const second: LinkRecord = {
    ...LINK,
    ...{ name: "ens2", containerName: "net2", temporaryName: "bnd0123456789ac", index: 9 },
    ...{ permanentAddress: "02:00:00:00:00:02", altName: "bond-c1-bond0-1" },
  };
  const { host, container, bond, log, detach } = scene();
  container.add(taken(bond));
  const marks = { alias: aliasOf(RECORD, second), altNames: ["bond-c1-bond0-1"] };
  const other = { name: "net2", permanentAddress: second.permanentAddress, ...marks };
  container.add(taken(bond, other));
  host.add({ name: "ens2", permanentAddress: "02:00:00:00:0b:0b" });
  const { problems, waiting } = await detach({ links: [LINK, second] });
  assert.deepEqual([problems, waiting.map(({ name }) => name)], [[], ["ens2"]]);
  assert.match(log.join(), /^link ens2 is called bnd0123456789ac: its name is taken/);
  assert.equal(host.get("ens1").mtu, 1500);

  const refusing = scene();
  refusing.container.add(taken(refusing.bond));
  refusing.container.refuse = (type) => type === 19 ? 1 : 0;
  const outcome = await refusing.detach();
  assert.equal(outcome.problems.length, 1);
  assert.match(String(outcome.problems[0]), /EPERM/);
  assert.deepEqual(outcome.waiting, []);
});

Deno.test("hardware of a namespace that died is waited for, and told to be on its way where the machine has it", async () => {
  const { host, log, detach } = scene();
  const started = performance.now();
  const coming = detach({}, false);
  setTimeout(() => host.add({ ...taken(host.add({ name: "x" })), name: "vec0", master: 0 }), 120);
  assert.deepEqual(await coming, { problems: [], waiting: [] });
  assert(performance.now() - started < 1500);
  assert.equal(host.get("ens1").alias, "uplink");
  assert.deepEqual(log, []);

  const gone = scene();
  const time = new ReturnTime();
  const { waiting } = await gone.detach({ netns: { ...RECORD.netns, boot: BOOT } }, false, time);
  assert.deepEqual(waiting.map(({ name }) => name), ["ens1"]);
  assert.deepEqual(gone.log, ["link ens1 is gone: there is nothing to give back yet"]);
  const elsewhere = { ...LINK, device: "pci/ffff:ff:1f.7" };
  const removed = await scene().detach({ links: [elsewhere] }, false, time);
  assert.deepEqual(removed.waiting.map(({ name }) => name), existsSysBus() ? [] : ["ens1"]);
});

function existsSysBus(): boolean {
  try {
    return Deno.statSync("/sys/bus").isDirectory;
  } catch {
    return false;
  }
}

Deno.test("nobody waits for what is no hardware, or for a link that a living container has lost", async () => {
  const started = performance.now();
  const { detach } = scene();
  assert.deepEqual((await detach({ links: [{ ...LINK, kind: "dummy" }] }, false)).waiting, []);
  await detach();
  await detach({ links: [{ ...LINK, from: "container", temporaryName: "" }] }, false);
  assert(performance.now() - started < 1000);
});

Deno.test("without a record, what bears the attachment's marks goes back under the name that they tell", () => {
  const { host, container, bond, detachUnrecorded } = scene();
  const link = container.add(taken(bond, { up: true }));
  assert.deepEqual(detachUnrecorded(), []);
  assert.deepEqual(container.journal, [
    ...["delete bond0", "net1: master 0, up false", "net1: name ens1, master 0, away"],
  ]);
  assert.deepEqual([host.get("ens1"), link.alias, link.altNames], [link, "", []]);
});

Deno.test("without a record, a bond that was renamed goes by its mark, too", () => {
  for (const named of [false, true]) {
    const { container, bond, log, detachUnrecorded } = scene();
    Object.assign(bond, { name: "other", altNames: ["bond-c1-bond0-bond"] });
    if (named) container.add({ name: "bond0", kind: "dummy" });
    assert.deepEqual([detachUnrecorded(), log], [[], []]);
    assert.deepEqual(container.journal, ["delete other"]);
  }
});

Deno.test("without a record, a bond with a stranger's link, and an interface that is no bond, are left alone", () => {
  const { container, bond, log, detachUnrecorded } = scene();
  container.add({ name: "eth7", master: bond.index });
  detachUnrecorded({ linkNames: ["net1"] });
  bond.kind = "macvlan";
  detachUnrecorded();
  assert.deepEqual(log, [
    "bond bond0 has the link eth7, which is not in the configuration: left alone",
    'interface bond0 is no bond but of kind "macvlan": left alone',
  ]);
  assert.deepEqual(container.journal, []);
});

Deno.test("without a record, links that the configuration names go to the host, or stay where they are the container's", () => {
  for (const linksInContainer of [false, true]) {
    const { host, container, bond, detachUnrecorded } = scene();
    container.add({ name: "net1", master: bond.index });
    detachUnrecorded({ linkNames: ["net1"], linksInContainer });
    assert.deepEqual(container.journal[0], "delete bond0");
    const [at, elsewhere] = linksInContainer ? [container, host] : [host, container];
    assert.deepEqual([at.links.map(({ name }) => name), elsewhere.links], [["net1"], []]);
  }
});

Deno.test("without a record, a link that bears the marks is the host's, whatever the configuration says by now", () => {
  const { host, container, bond, detachUnrecorded } = scene();
  container.add(taken(bond));
  container.add({ name: "net2", master: bond.index });
  detachUnrecorded({ linkNames: ["net1", "net2"], linksInContainer: true });
  assert.deepEqual(host.links.map(({ name }) => name), ["ens1"]);
  assert.deepEqual(container.links.map(({ name }) => name), ["net2"]);
});

Deno.test("without a record, links that are in no bond any more are found by their marks, one after another", () => {
  const { host, container, detachUnrecorded } = scene();
  container.links.length = 0;
  const second = { name: "net2", alias: "bond ens2 bond0 c1", altNames: ["bond-c1-bond0-1"] };
  const third = { name: "net3", alias: "bond ens3 bond0 c1", altNames: ["bond-c1-bond0-2"] };
  container.add({ ...second, up: true });
  container.add({ ...third, up: false });
  detachUnrecorded({ linkNames: ["a", "b"] });
  assert.deepEqual(host.links.map(({ name }) => name).sort(), ["ens2", "ens3"]);
  assert(host.links.every(({ alias, altNames }) => alias === "" && altNames.length === 0));
});

Deno.test("a link whose name is taken on the host keeps the one that it has", () => {
  const { host, container, bond, detachUnrecorded } = scene();
  host.add({ name: "ens1" });
  container.add(taken(bond));
  assert.deepEqual(detachUnrecorded(), []);
  assert.deepEqual(host.links.map(({ name }) => name), ["ens1", "net1"]);
});

Deno.test("what a namespace that died gave back to the host gets its name and address, unless somebody has put it to use", () => {
  const { host, detachUnrecorded } = scene();
  const [mac, permanentAddress] = ["02:00:00:00:0f:0f", "02:00:00:00:00:01"];
  const link = host.add({ name: "vec0", ...MARKS, address: mac, permanentAddress, up: true });
  const bridge = host.add({ name: "br0", kind: "bridge" });
  link.master = bridge.index;
  detachUnrecorded({}, false);
  assert.deepEqual(host.journal, []);
  link.master = 0;
  detachUnrecorded({}, false);
  assert.deepEqual(host.journal, [
    "vec0: up false",
    "vec0: -bond-c1-bond0-0",
    "vec0: name ens1, address 02:00:00:00:00:01, alias",
  ]);
});

Deno.test("that link keeps a name that it has already, or that is taken, and an address that is its own", () => {
  for (const name of ["ens1", "vec0"]) {
    const { host, detachUnrecorded } = scene();
    host.add({ name, ...MARKS, permanentAddress: "02:00:00:00:00:01", address: LINK.address });
    if (name !== "ens1") host.add({ name: "ens1" });
    detachUnrecorded({}, false);
    assert.deepEqual(host.journal.filter((line) => /name|address/.test(line)), []);
    assert.equal(host.get(name).alias, "");
  }
});

Deno.test("without a record, what the kernel refuses is told, and the rest goes on", () => {
  const { container, host, bond, detachUnrecorded } = scene();
  container.add(taken(bond, { up: false }));
  container.refuse = (type) => type === 17 ? 1 : 0;
  const problems = detachUnrecorded();
  assert.deepEqual(problems.map(({ name }) => name), ["NetlinkError"]);
  assert.deepEqual(host.links.map(({ name }) => name), ["ens1"]);
});

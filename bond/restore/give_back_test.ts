/** Links go back from wherever they are: played by a kernel in this process, which tells what was done in which order. */

import assert from "node:assert/strict";
import {
  type PlayedLink,
  type PlayedNamespace,
  playedNamespaces,
} from "../../netlink/testing_links.ts";
import { giveBack, type GivenBack, type Places } from "./give_back.ts";
import { aliasOf } from "./identity.ts";
import type { AttachmentRecord, LinkRecord } from "./record.ts";
import { RECORD } from "./testing.ts";

const [BASE] = RECORD.links;
assert(BASE);
const HARDWARE: LinkRecord = { ...BASE, altName: "bond-c1-bond0-0" };
const OWN: LinkRecord = { ...BASE, from: "container", name: "net1", temporaryName: "" };
const ALIAS = aliasOf(RECORD, HARDWARE);
const TAKEN: Partial<PlayedLink> = {
  index: 7,
  address: "02:00:00:00:0f:0f",
  permanentAddress: BASE.permanentAddress,
  parentDevice: { bus: "pci", name: "0000:3b:02.0" },
  mtu: 1400,
  alias: ALIAS,
  altNames: ["bond-c1-bond0-0"],
};

/** linux/rtnetlink.h */
const RTM_GETLINK = 18;

interface Scene {
  host: PlayedNamespace;
  container: PlayedNamespace;
  give(link?: LinkRecord, changes?: Partial<AttachmentRecord>, bondIndex?: number): GivenBack;
  /** When the container's namespace is gone. */
  giveOnHost(link?: LinkRecord, changes?: Partial<AttachmentRecord>): GivenBack;
}

function scene(): Scene {
  const [host, container] = playedNamespaces(2);
  assert(host && container);
  const places: Places = { host: host.rt, hostNetns: host.netns };
  const go = (where: Places, link: LinkRecord, changes: Partial<AttachmentRecord>, bond?: number) =>
    giveBack({ ...RECORD, ...changes, links: [link] }, link, where, { bondIndex: bond });
  return {
    host,
    container,
    give: (link = HARDWARE, changes = {}, bond) =>
      go({ ...places, container: container.rt }, link, changes, bond),
    giveOnHost: (link = HARDWARE, changes = {}) => go(places, link, changes),
  };
}

Deno.test("a host link leaves the bond, goes home under a name that nothing else has, and gets back name, MTU, MAC, state and alias, its marks last", () => {
  const { host, container, give } = scene();
  const bond = container.add({ name: "bond0", kind: "bond" });
  container.add({ ...TAKEN, name: "net1", up: true, master: bond.index });
  assert.deepEqual(give(), { outcome: "done" });
  assert.deepEqual(container.journal, [
    "net1: master 0",
    "net1: name bnd0123456789ab, away",
  ]);
  assert.deepEqual(host.journal, [
    "bnd0123456789ab: name ens1, address 02:00:00:00:00:01, mtu 1500",
    "ens1: -bond-c1-bond0-0",
    "ens1: alias uplink, up true",
  ]);
  const { name, address, mtu, up, alias, altNames, master } = host.get("ens1");
  assert.deepEqual(
    { name, address, mtu, up, alias, altNames, master },
    {
      ...{ name: "ens1", address: BASE.address, mtu: 1500, up: true },
      alias: "uplink",
      altNames: [],
      master: 0,
    },
  );
});

Deno.test("what the attachment was told not to restore stays as it is", () => {
  const { host, container, give } = scene();
  container.add({ ...TAKEN, name: "net1", up: false });
  give(HARDWARE, { restore: { adminState: false, name: false, mac: false, mtu: false } });
  const { name, address, mtu, up } = host.get("ens1");
  // The name for the way is nobody's to keep.
  assert.deepEqual({ name, address, mtu, up }, {
    ...{ name: "ens1", address: "02:00:00:00:0f:0f", mtu: 1400, up: false },
  });
});

Deno.test("on a host where its name has been taken, the link waits under the one for the way, and keeps its marks", () => {
  const { host, container, give } = scene();
  const other = host.add({ name: "ens1", address: "02:00:00:00:0e:0e" });
  container.add({ ...TAKEN, name: "net1", up: false });
  const { outcome, remark } = give();
  assert.equal(outcome, "nameTaken");
  assert.match(remark ?? "", /^link ens1 is called bnd0123456789ab: its name is taken; it gets it/);
  const link = host.get("bnd0123456789ab");
  assert.deepEqual([link.alias, link.altNames], [ALIAS, ["bond-c1-bond0-0"]]);
  assert.deepEqual([link.address, link.mtu], [BASE.address, 1500]);
  other.name = "other";
  assert.deepEqual(give(), { outcome: "done" });
  assert.equal(link.name, "ens1");
});

Deno.test("a link of the container leaves the bond, but not another master that it has by now", () => {
  const { container, give } = scene();
  const bond = container.add({ name: "bond0", kind: "bond" });
  const link = container.add({ ...TAKEN, name: "net1", alias: "", up: true, master: bond.index });
  const other = { ...OWN, address: link.address, mtu: 1400 };
  assert.match(give(other).remark ?? "", /^link net1 has another master by now$/);
  assert.deepEqual(container.journal, []);
  assert.deepEqual(give(other, {}, bond.index), { outcome: "done" });
  assert.deepEqual(container.journal, ["net1: master 0"]);
});

Deno.test("a link of the container is found by its index, or else by either of its names, if nothing speaks against it", () => {
  const away = { ...OWN, containerName: "bond0-a", address: "02:00:00:00:0f:0f", mtu: 1400 };
  for (const [index, name] of [[7, "renamed"], [9, "net1"], [9, "bond0-a"]] as const) {
    const { container, give } = scene();
    container.add({ ...TAKEN, index, name, up: true });
    assert.deepEqual(give(away), { outcome: "done" }, name);
    assert.equal(container.get("net1").index, index);
    assert.equal(container.get("net1").alias, ALIAS, "marks are for links of the host");
  }
  const { container, give } = scene();
  container.add({ ...TAKEN, name: "net1", permanentAddress: "02:00:00:00:0a:0a" });
  container.add({ ...TAKEN, index: 9, name: "bond0-a", kind: "dummy" });
  assert.deepEqual(give(away), { outcome: "lost" });
});

Deno.test("kernels that rename no link that is up have it set down before, and up again", () => {
  const { container, give } = scene();
  container.add({ ...TAKEN, name: "bond0-a", up: true });
  const link = { ...OWN, containerName: "bond0-a", address: "02:00:00:00:0f:0f", mtu: 1400 };
  assert.deepEqual(give(link), { outcome: "done" });
  assert.deepEqual(container.journal, ["bond0-a: up false", "bond0-a: name net1", "net1: up true"]);
});

Deno.test("a link that is up is set down where it was down, and with nothing to change nothing is asked for", () => {
  const { container, give } = scene();
  container.add({ ...TAKEN, name: "net1", up: true });
  const link = { ...OWN, up: false, address: "02:00:00:00:0f:0f", mtu: 1400 };
  assert.deepEqual(give(link), { outcome: "done" });
  assert.deepEqual(give(link), { outcome: "done" });
  assert.deepEqual(container.journal, ["net1: up false"]);
});

Deno.test("in the container a host link is known on its way, by its name there, by its index and by its alternative name", () => {
  for (
    const [what, link] of [
      ["on the way", { name: "bnd0123456789ab", index: 9 }],
      ["named", { name: "net1", index: 9 }],
      ["of its index", { name: "x", index: 7 }],
      ["of its alternative name", { name: "x", index: 9 }],
    ] as const
  ) {
    const { host, container, give } = scene();
    container.add({ ...TAKEN, ...link });
    assert.deepEqual(give(), { outcome: "done" }, what);
    assert.deepEqual(host.links.map(({ name }) => name), ["ens1"], what);
  }
});

Deno.test("a stranger under one of its names, or with its index, is left alone", () => {
  const stranger = { ...TAKEN, alias: "", altNames: [], permanentAddress: "02:00:00:00:0a:0a" };
  for (const name of ["bnd0123456789ab", "net1", "x"]) {
    const { container, host, give } = scene();
    container.add({ ...stranger, name });
    assert.deepEqual(give(), { outcome: "lost" }, name);
    host.add({ ...stranger, name: "ens1" });
    host.add({ ...stranger, index: 8, name: "net1" });
    host.add({ ...stranger, index: 9, name: "bnd0123456789ab" });
    assert.deepEqual(give(), { outcome: "lost" }, name);
    assert.deepEqual([...container.journal, ...host.journal], []);
  }
});

Deno.test("a device whose namespace died is found on the host under whatever name it has there", () => {
  for (const name of ["bnd0123456789ab", "ens1", "net1", "x"]) {
    const { host, giveOnHost } = scene();
    host.add({ ...TAKEN, index: 12, name, altNames: [], alias: "", up: false });
    assert.deepEqual(giveOnHost(), { outcome: "done" }, name);
    assert.deepEqual([host.get("ens1").up, host.get("ens1").mtu], [true, 1500], name);
  }
  // What is no hardware died with the namespace.
  const { host, giveOnHost } = scene();
  host.add({ ...TAKEN, kind: "dummy", name: "x", altNames: [], alias: "" });
  assert.deepEqual(giveOnHost({ ...HARDWARE, kind: "dummy" }), { outcome: "lost" });
  host.add({ ...TAKEN, index: 9, kind: "dummy", name: "y" });
  assert.deepEqual(giveOnHost({ ...HARDWARE, kind: "dummy" }), { outcome: "done" });
  assert.equal(host.get("ens1").index, 9);
});

Deno.test("a link that was never taken is left as it is; one that is gone is lost, and so is one of a dead container", () => {
  const { host, give, giveOnHost } = scene();
  assert.deepEqual(giveOnHost(), { outcome: "lost" });
  assert.deepEqual(giveOnHost(OWN), { outcome: "lost" });
  const { permanentAddress: _, parentDevice: __, ...bare } = TAKEN;
  const record = { ...BASE, kind: "dummy", device: "", permanentAddress: "" };
  host.add({ ...bare, kind: "dummy", name: "ens1", alias: "uplink", altNames: [] });
  assert.deepEqual(give(record), { outcome: "done" });
  assert.deepEqual(give({ ...record, index: 8 }), { outcome: "lost" });
  assert.deepEqual(give({ ...record, kind: "veth" }), { outcome: "lost" });
  assert.deepEqual(host.journal, []);
});

Deno.test("a link that somebody has put into a bond of the host meanwhile stays there, unless it was in that before", () => {
  const { host, giveOnHost } = scene();
  const bond = host.add({ name: "br0", kind: "bridge" });
  const link = host.add({ ...TAKEN, name: "net1", up: false, master: bond.index });
  assert.match(giveOnHost().remark ?? "", /^link net1 has a master on the host by now$/);
  const ties = { addresses: [], routes: [], neighbours: [], master: "br1" };
  assert.match(giveOnHost({ ...HARDWARE, ties }).remark ?? "", /has a master on the host by now$/);
  assert.deepEqual(host.journal, []);
  assert.deepEqual(giveOnHost({ ...HARDWARE, ties: { ...ties, master: "br0" } }), {
    outcome: "done",
  });
  assert.deepEqual([link.name, link.master], ["ens1", bond.index]);
});

Deno.test("what the host had on a link comes back between its state and its marks; what cannot is told", () => {
  const { host, container, give } = scene();
  host.add({ name: "br0", kind: "bridge" });
  container.add({ ...TAKEN, name: "net1", up: false });
  const address = {
    ...{ index: 7, family: 4 as const, address: "192.0.2.1", prefixLength: 24 },
    ...{ scope: 0, flags: 0x80, tentative: false, dadFailed: false },
  };
  const ties = { addresses: [address], routes: [], neighbours: [], master: "br0" };
  assert.deepEqual(give({ ...HARDWARE, ties }), { outcome: "done" });
  assert.deepEqual(host.journal.map((line) => line.replace(/^.*: (?=up|master)/, "")), [
    "bnd0123456789ab: name ens1, address 02:00:00:00:00:01, mtu 1500",
    `master ${host.get("br0").index}`,
    "up true",
    "request 20",
    "ens1: -bond-c1-bond0-0",
    "ens1: alias uplink",
  ]);
  const again = scene();
  again.container.add({ ...TAKEN, name: "net1", up: false });
  again.host.refuse = (type) => type === 20 ? 22 : 0;
  const { outcome, remark } = again.give({ ...HARDWARE, ties });
  assert.equal(outcome, "done");
  assert.equal(remark, "link ens1 lacks master br0: it is gone, address 192.0.2.1/24: EINVAL");
});

Deno.test("it starts over where a link changes meanwhile, three times, and not at any other refusal", () => {
  for (const [errno, expected] of [[19, 3], [16, 3], [17, 3], [1, 1]] as const) {
    const { container, give } = scene();
    container.add({ ...TAKEN, name: "net1", master: 0 });
    let refused = 0;
    container.refuse = (type) => type === 19 && ++refused > 0 ? errno : 0;
    assert.throws(() => give(), { name: "NetlinkError", errno });
    assert.equal(refused, expected);
  }
});

Deno.test("kernels without alternative names, which refuse to look one up, know none", () => {
  for (const [errno, known] of [[22, false], [95, false], [34, false], [1, true]] as const) {
    const { host, giveOnHost } = scene();
    host.refuse = (type, _, attributes) =>
      type === 18 && attributes.get(3)?.text === "bond-c1-bond0-0" ? errno : 0;
    if (known) assert.throws(() => giveOnHost(), { errno });
    else assert.deepEqual(giveOnHost(), { outcome: "lost" });
  }
});

Deno.test("hardware that comes back between two looks is given back, if not at once, then by the next try", () => {
  const outcomes = new Set<string>();
  for (let moment = 1; moment <= 8; moment++) {
    const { host, giveOnHost } = scene();
    let looks = 0;
    host.refuse = (type) => {
      if (type === RTM_GETLINK && ++looks === moment) {
        host.add({ ...TAKEN, index: HARDWARE.index, name: HARDWARE.name });
      }
      return 0;
    };
    const { outcome } = giveOnHost();
    outcomes.add(outcome);
    if (outcome === "lost") assert.deepEqual(giveOnHost(), { outcome: "done" });
    if (looks >= moment) assert.equal(host.get(HARDWARE.name).alias, "uplink", `look ${moment}`);
  }
  assert.deepEqual([...outcomes].sort(), ["done", "lost"]);
});

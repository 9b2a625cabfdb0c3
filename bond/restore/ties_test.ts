/** What a host has on a link, read from a kernel that is played, and given back to it. */

import assert from "node:assert/strict";
import {
  addAddress,
  addNeighbour,
  addRoute,
  getLink,
  listAddresses,
  listNeighbours,
  listRoutes,
  type RouteSpec,
} from "../../netlink/mod.ts";
import { type PlayedNamespace, playedNamespaces } from "../../netlink/testing_links.ts";
import { giveMasterBack, giveTiesBack, type HostTies, tiesOf } from "./ties.ts";

const NONE: HostTies = { addresses: [], routes: [], neighbours: [], master: "" };
const KERNEL = 2;
const LOCAL_TABLE = 255;
const LINK_SCOPE = 253;

function played(): PlayedNamespace {
  const [host] = playedNamespaces(1);
  assert(host);
  return host;
}

/** A host with a link `ens1`, which is in use in every way. */
function inUse(): PlayedNamespace {
  const host = played();
  const { rt } = host;
  const { index: master } = host.add({ name: "br0", kind: "bridge" });
  const { index } = host.add({ name: "ens1", master });
  addAddress(rt, index, "192.0.2.1/24", { label: "ens1:1", lifetime: { preferred: 5, valid: 9 } });
  addAddress(rt, index, "192.0.2.3/24", { scope: LINK_SCOPE, broadcast: false });
  addAddress(rt, index, "2001:db8::1/64", { flags: 0x80 | 0x40 | 0x200, peer: "2001:db8::2" });
  addAddress(rt, index, "fe80::1/64", { scope: LINK_SCOPE });
  const routes: RouteSpec[] = [
    { destination: "0.0.0.0/0", gateway: "192.0.2.254" },
    { destination: "198.51.100.0/24", protocol: 4 },
    { destination: "192.0.2.0/24", protocol: KERNEL },
    { destination: "192.0.2.1/32", protocol: KERNEL, table: LOCAL_TABLE, type: 2 },
    { destination: "192.0.2.8/32", protocol: 4, table: LOCAL_TABLE, type: 2 },
    { destination: "fe80::/64", protocol: KERNEL },
    { destination: "fe80:1::/64", protocol: 4 },
  ];
  for (const route of routes) addRoute(rt, { ...route, outputIndex: index });
  addNeighbour(rt, index, { address: "192.0.2.9", linkAddress: "02:00:00:00:00:09" });
  const found = new Uint8Array(host.others.get(28)?.[0] ?? []);
  found[8] = 2; // ndm_state: reachable, not permanent.
  host.others.get(28)?.push(found);
  return host;
}

Deno.test("what the kernel itself gives a link that is up is nothing that the host has on it", () => {
  const { rt } = inUse();
  const ties = tiesOf(rt, getLink(rt, "ens1"));
  assert.deepEqual(ties.addresses.map(({ address }) => address), [
    ...["192.0.2.1", "192.0.2.3", "2001:db8::1"],
  ]);
  assert.deepEqual(ties.routes.map(({ destination }) => destination), [
    ...["0.0.0.0/0", "198.51.100.0/24", "192.0.2.0/24", "192.0.2.8/32", "fe80:1::/64"],
  ]);
  assert.deepEqual(ties.neighbours, [{ address: "192.0.2.9", linkAddress: "02:00:00:00:00:09" }]);
  assert.equal(ties.master, "br0");
  const other = played();
  other.add({ name: "ens2" });
  assert.deepEqual(tiesOf(other.rt, getLink(other.rt, "ens2")), NONE);
});

Deno.test("a link gets back what it had, and routes without a gateway before those that need them", () => {
  const { rt } = inUse();
  const ties = tiesOf(rt, getLink(rt, "ens1"));
  const home = played();
  const { index } = home.add({ name: "ens1" });
  assert.deepEqual(giveTiesBack(home.rt, index, ties), []);
  const [first, second, third] = listAddresses(home.rt, { index });
  assert.deepEqual(first?.lifetime, { preferred: 5, valid: 9 });
  assert.deepEqual([first?.label, first?.broadcast], ["ens1:1", "192.0.2.255"]);
  assert.deepEqual([second?.scope, second?.broadcast], [LINK_SCOPE, undefined]);
  // How an address fares is the kernel's to find out anew.
  assert.deepEqual([third?.peer, third?.flags], ["2001:db8::2", 0x200]);
  assert.deepEqual(listRoutes(home.rt).map(({ destination }) => destination), [
    ...["198.51.100.0/24", "192.0.2.0/24", "192.0.2.8/32", "fe80:1::/64", "0.0.0.0/0"],
  ]);
  assert(listRoutes(home.rt).every(({ outputIndex }) => outputIndex === index));
  assert.deepEqual(listNeighbours(home.rt, { index }).map(({ address }) => address), ["192.0.2.9"]);
});

Deno.test("what is there already is no problem; what cannot be given back is told, and the rest goes on", () => {
  const { rt } = inUse();
  const ties = tiesOf(rt, getLink(rt, "ens1"));
  const home = played();
  const { index } = home.add({ name: "ens1" });
  home.refuse = () => 17;
  assert.deepEqual(giveTiesBack(home.rt, index, ties), []);
  home.refuse = (type) => type === 24 ? 101 : 0;
  const routes = ties.routes.slice(0, 1);
  assert.deepEqual(giveTiesBack(home.rt, index, { ...ties, routes }), [
    "route 0.0.0.0/0: ENETUNREACH",
  ]);
  assert.deepEqual(listNeighbours(home.rt, { index }).length, 1);
});

Deno.test("a master is found by its name; without one, nothing is done", () => {
  const host = played();
  const link = host.add({ name: "ens1", up: false });
  assert.deepEqual(giveMasterBack(host.rt, link.index, NONE), []);
  const ties = { ...NONE, master: "br0" };
  assert.deepEqual(giveMasterBack(host.rt, link.index, ties), ["master br0: it is gone"]);
  const bridge = host.add({ name: "br0", kind: "bridge" });
  host.refuse = (type) => type === 19 ? 1 : 0;
  assert.deepEqual(giveMasterBack(host.rt, link.index, ties), ["master br0: EPERM"]);
  host.refuse = () => 0;
  assert.deepEqual(giveMasterBack(host.rt, link.index, ties), []);
  assert.equal(link.master, bridge.index);
});

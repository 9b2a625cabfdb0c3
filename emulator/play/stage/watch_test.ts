import assert from "node:assert/strict";
import type { Link } from "../../../netlink/mod.ts";
import { linkChanges } from "./watch.ts";

const link: Link = {
  index: 3,
  name: "net1",
  kind: "veth",
  portKind: "",
  type: 1,
  flags: 0,
  up: true,
  running: true,
  operState: "up",
  mtu: 1500,
  address: "02:00:00:00:00:01",
  alias: "",
  altNames: [],
};
const changes = (before: Partial<Link> | undefined, now: Partial<Link>) =>
  linkChanges(before && { ...link, ...before }, { ...link, ...now }, (index) => `net${index}`)
    .map(({ what }) => what);

Deno.test("a link that is new, and one that has not changed", () => {
  assert.deepEqual(changes(undefined, {}), ["net1 is there"]);
  assert.deepEqual(changes({}, { mtu: 9000 }), []);
});

Deno.test("carrier, administration and address are told", () => {
  assert.deepEqual(changes({}, { running: false }), ["net1 lost its carrier"]);
  assert.deepEqual(changes({ running: false }, {}), ["net1 has a carrier"]);
  assert.deepEqual(changes({}, { up: false, running: false }), [
    "net1 is set down",
    "net1 lost its carrier",
  ]);
  assert.deepEqual(changes({}, { address: "02:00:00:00:00:02" }), [
    "net1 has the address 02:00:00:00:00:02",
  ]);
});

Deno.test("a bond tells which link it sends through", () => {
  const bond = (activeSlave: number): Partial<Link> => ({ name: "bond0", bond: { activeSlave } });
  assert.deepEqual(changes(bond(1), bond(2)), ["bond0 sends through net2"]);
  assert.deepEqual(changes(bond(1), bond(0)), ["bond0 has no active link"]);
  assert.deepEqual(changes(bond(2), bond(2)), []);
});

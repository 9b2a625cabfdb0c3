import assert from "node:assert/strict";
import type { BondLinkState, BondState } from "./inspect.ts";
import { bondChanges } from "./watch.ts";

const LINK: BondLinkState = {
  name: "net1",
  index: 3,
  address: "02:00:00:00:00:01",
  permanentAddress: "02:00:00:00:00:01",
  mtu: 1500,
  up: true,
  carrier: true,
  active: true,
  miiStatus: "up",
  failures: 0,
};
const BOND: BondState = {
  name: "bond0",
  index: 5,
  mode: "active-backup",
  address: "02:00:00:00:00:01",
  mtu: 1500,
  up: true,
  carrier: true,
  alias: "",
  activeLink: "net1",
  options: {},
  links: [LINK, { ...LINK, name: "net2", index: 4, active: false }],
};

const words = (before: BondState[], after: BondState[]) =>
  bondChanges(before, after).map(({ kind, what }) => `${kind}: ${what}`);

Deno.test("nothing is told of a bond that is as it was", () => {
  assert.deepEqual(words([BOND], [structuredClone(BOND)]), []);
});

Deno.test("a failover is told with the carrier and what the bond thinks", () => {
  const down: BondLinkState = { ...LINK, carrier: false, miiStatus: "down" };
  const after = { ...BOND, activeLink: "net2", links: [down, ...BOND.links.slice(1)] };
  assert.deepEqual(words([BOND], [after]), [
    "carrier: net1 lost its carrier",
    "monitor: bond0 sees net1 down",
    "failover: bond0 sends through net2",
  ]);
});

Deno.test("links that join and leave, and bonds that come and go, are told", () => {
  assert.deepEqual(words([BOND], [{ ...BOND, links: [LINK] }]), ["member: net2 leaves bond0"]);
  assert.deepEqual(words([{ ...BOND, links: [LINK] }], [BOND]), ["member: net2 joins bond0"]);
  assert.deepEqual(words([], [BOND]), ["bond: bond0 is there, active-backup"]);
  assert.deepEqual(words([BOND], []), ["bond: bond0 is gone"]);
});

Deno.test("a bond that is renamed is the same one", () => {
  assert.deepEqual(words([BOND], [{ ...BOND, name: "bond1" }]), []);
});

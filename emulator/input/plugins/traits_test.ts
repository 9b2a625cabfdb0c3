import assert from "node:assert/strict";
import { traitsOf } from "./mod.ts";

Deno.test("what makes its interface on a link of the node says which, and where it need not", () => {
  assert.deepEqual([traitsOf("macvlan").link, traitsOf("macvlan").orDefaultRoute], [
    "master",
    true,
  ]);
  assert.deepEqual([traitsOf("vlan").link, traitsOf("vlan").orDefaultRoute], ["master", undefined]);
  assert.deepEqual([traitsOf("host-device").link, traitsOf("host-device").isUpper], [
    "device",
    undefined,
  ]);
});

Deno.test("of a type that is none of the known, or none at all, nothing is known", () => {
  for (const type of ["calico", "constructor", "", undefined, 5]) {
    assert.deepEqual(traitsOf(type), {});
  }
});

Deno.test("some need addresses, some need a plugin before them", () => {
  const types = ["bridge", "dummy", "host-device", "ipvlan", "macvlan", "ptp", "tuning", "vlan"];
  const needing = types.filter((type) => traitsOf(type).needsAddresses);
  assert.deepEqual(needing, ["dummy", "ipvlan", "ptp", "vlan"]);
  const others = ["bandwidth", "bridge", "firewall", "portmap", "sbr", "tuning", "vrf"];
  const later = others.filter((type) => traitsOf(type).needsPredecessor);
  assert.deepEqual(later, others.filter((type) => type !== "bridge"));
});

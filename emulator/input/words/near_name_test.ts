import assert from "node:assert/strict";
import { nearName } from "./near_name.ts";

const NAMES = ["sriov-net1", "sriov-net2", "bond-net1", "storage"];

Deno.test("a name with a letter too few, too many or wrong is near", () => {
  for (const typo of ["bond-net", "bond-net11", "bond-met1", "bnod-net1", "bond_net1"]) {
    assert.equal(nearName(typo, NAMES), "bond-net1", typo);
  }
});

Deno.test("a name that another one goes on from is near", () => {
  assert.equal(nearName("stor", NAMES), "storage");
  assert.equal(nearName("storage-frontend", NAMES), "storage");
});

Deno.test("names that have little in common are not near", () => {
  assert.equal(nearName("management", NAMES), undefined);
  assert.equal(nearName("a", []), undefined);
});

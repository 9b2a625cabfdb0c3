import assert from "node:assert/strict";
import { isSlip, nearName } from "./near_name.ts";

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

Deno.test("one letter too few, too many, wrong or swapped is a slip, in either direction", () => {
  const slips = ["bond-net", "bnod-net1", "bond-met1", "bondnet1", "bond_net1"];
  for (const slip of slips) {
    assert.ok(isSlip(slip, "bond-net1"), slip);
    assert.ok(isSlip("bond-net1", slip), slip);
  }
  assert.ok(!isSlip("bond-net1", "bond-net1"), "it is the name");
  assert.ok(!isSlip("boned-net", "bond-net1"), "two of them are too many");
});

Deno.test("names of a series are no slips of one another", () => {
  const series = [
    "sriov-net1 sriov-net2",
    "net1 net11",
    "leg-a leg-b",
    "east west",
    "a b",
    "v4-x v6-x",
  ];
  for (const [one = "", other = ""] of series.map((pair) => pair.split(" "))) {
    assert.ok(!isSlip(one, other), `${one} ${other}`);
  }
});

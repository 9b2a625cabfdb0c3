import assert from "node:assert/strict";
import { capital, ending } from "./words.ts";

Deno.test("a sentence begins with a capital, a name stays as it is", () => {
  assert.equal(capital("the pod asks for 2"), "The pod asks for 2");
  assert.equal(capital("to the host: 3 frames"), "To the host: 3 frames");
  for (const name of ["default/bond-net", "net1", "worker-0", "k8s.v1", "bond0@eth"]) {
    assert.equal(capital(`${name} is there`), `${name} is there`);
  }
});

Deno.test("of names that are too long the end is left, where they differ", () => {
  assert.equal(ending("ens1f0", 6), "ens1f0");
  assert.equal(ending("ens13f0", 6), "…s13f0");
});

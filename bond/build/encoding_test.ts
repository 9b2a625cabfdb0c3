import assert from "node:assert/strict";
import { describeDifference, optionDifferences } from "./encoding.ts";

const clauses = (...args: Parameters<typeof optionDifferences>) =>
  optionDifferences(...args).map(describeDifference);

Deno.test("an option of which the kernel does not speak is unknown to it", () => {
  assert.deepEqual(clauses({ coupledControl: true }, {}, () => 7), [
    "coupledControl on is unknown to this kernel (it came with Linux 6.9)",
  ]);
});

Deno.test("a primary link of which the kernel does not speak is none", () => {
  assert.deepEqual(clauses({ primary: "net1" }, {}, () => 7), ["primary is none instead of net1"]);
  assert.deepEqual(clauses({ primary: "net1" }, { primary: 8 }, () => 7), [
    "primary is link 8 instead of net1",
  ]);
  assert.deepEqual(clauses({ primary: "net1" }, { primary: 7 }, () => 7), []);
});

Deno.test("what the kernel keeps from those who may not administrate is no difference", () => {
  const privileged = {
    adActorSysPrio: 1,
    adUserPortKey: 2,
    adActorSystem: "02:00:00:00:00:01",
  };
  assert.deepEqual(clauses(privileged, {}, () => 7), []);
  assert.deepEqual(clauses({ adActorSysPrio: 1 }, { adActorSysPrio: 3 }, () => 7), [
    "adActorSysPrio is 3 instead of 1",
  ]);
});

import assert from "node:assert/strict";
import { examineNode } from "./mod.ts";

Deno.test("every finding says what there is, and what to do about what is missing", () => {
  const findings = examineNode();
  assert.equal(findings.length, 8);
  for (const { ok, what, hint } of findings) {
    assert.notEqual(what, "");
    assert.equal(hint === "", ok, what);
  }
});

Deno.test("looking changes nothing: twice the same is seen", () => {
  assert.deepEqual(examineNode(), examineNode());
});

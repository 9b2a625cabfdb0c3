import assert from "node:assert/strict";
import { examineNode } from "./mod.ts";

Deno.test("every check says what there is, and what to do about what is missing", () => {
  const checks = examineNode();
  assert.equal(checks.length, 8);
  for (const { status, text, remedy } of checks) {
    assert.notEqual(text, "");
    assert.equal(remedy === "", status === "ok", text);
  }
});

Deno.test("looking changes nothing: twice the same is seen", () => {
  assert.deepEqual(examineNode(), examineNode());
});

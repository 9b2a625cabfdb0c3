import assert from "node:assert/strict";
import { examineNode } from "./mod.ts";

Deno.test("every check says what there is, and what to do about what is missing", () => {
  const checks = examineNode();
  // One more where the kernel answers, or where there is a device plugin.
  assert.ok(checks.length >= 10, `${checks.length}`);
  assert.match(
    checks.map(({ text }) => text).join("\n"),
    /IPAM plugins: .*\(CNI 0\.1\.0 to 1\.\d\.0\)/,
  );
  for (const { status, text, remedy } of checks) {
    assert.notEqual(text, "");
    assert.equal(remedy === "", status === "ok", text);
  }
});

Deno.test("looking changes nothing: twice the same is seen", () => {
  assert.deepEqual(examineNode(), examineNode());
});

import assert from "node:assert/strict";
import { CNI_VERSIONS, compareVersions, isAtLeast, isCniVersion } from "./version.ts";

Deno.test("compareVersions() orders the released versions as they were released", () => {
  const shuffled = [...CNI_VERSIONS].reverse();
  assert.deepEqual(shuffled.sort(compareVersions), [...CNI_VERSIONS]);
});

Deno.test("compareVersions() compares numbers, not text, and counts missing ones as zero", () => {
  assert.ok(compareVersions("0.10.0", "0.9.9") > 0);
  assert.equal(compareVersions("1", "1.0.0"), 0);
  assert.equal(compareVersions("", "0.1.0"), 0);
});

Deno.test("compareVersions() refuses what is no version", () => {
  for (const junk of ["abc", "1.x", "1.0.0.0", "-1.0", "1..0", " 1.0"]) {
    assert.throws(() => compareVersions(junk, "1.0.0"), RangeError, junk);
  }
});

Deno.test("isCniVersion() wants the exact text, isAtLeast() the order", () => {
  assert.equal(isCniVersion("1.0.0"), true);
  assert.equal(isCniVersion("1.0"), false);
  assert.equal(isAtLeast("1.0", "0.4.0"), true);
  assert.equal(isAtLeast("0.3.1", "0.4.0"), false);
});

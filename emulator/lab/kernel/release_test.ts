import assert from "node:assert/strict";
import { atLeast } from "./release.ts";

Deno.test("releases are compared by number, not by letter", () => {
  assert.equal(atLeast("6.12.113", "6.13"), false);
  assert.equal(atLeast("6.13.0-rc1", "6.13"), true);
  assert.equal(atLeast("6.2.0", "6.13"), false);
  assert.equal(atLeast("7.2.7", "6.16"), true);
  assert.equal(atLeast("5.10.0-30-amd64", "6.1"), false);
});

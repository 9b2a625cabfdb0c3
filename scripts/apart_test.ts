import assert from "node:assert/strict";
import { putApart } from "./apart.ts";

Deno.test("what is put apart stands between the runtime and what that reads at every start", () => {
  // A header of 64 octets whose table of sections, two of 8 octets, begins at octet 80; then the payload.
  const executable = new Uint8Array(80 + 16 + 5);
  const view = new DataView(executable.buffer);
  view.setBigUint64(40, 80n, true);
  view.setUint16(58, 8, true);
  view.setUint16(60, 2, true);
  executable.set([1, 2, 3, 4, 5], 96);
  const result = putApart(executable, ["abc", "d"]);
  assert.deepEqual(result.subarray(0, 96), executable.subarray(0, 96));
  assert.deepEqual([...result.subarray(96)], [
    ...[3, 0, 0, 0, 1, 0, 0, 0],
    ...[97, 98, 99, 100],
    ...[1, 2, 3, 4, 5],
  ]);
});

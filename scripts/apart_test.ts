import assert from "node:assert/strict";
import { inflateRawSync } from "node:zlib";
import { layOut, putApart } from "./apart.ts";

Deno.test("what is put apart stands between the runtime and what that reads at every start", () => {
  // A header of 64 octets whose table of sections, two of 8 octets, begins at octet 80; then the payload.
  const executable = new Uint8Array(80 + 16 + 5);
  const view = new DataView(executable.buffer);
  view.setBigUint64(40, 80n, true);
  view.setUint16(58, 8, true);
  view.setUint16(60, 2, true);
  executable.set([1, 2, 3, 4, 5], 96);
  const result = putApart(executable, new Uint8Array([97, 98]));
  assert.deepEqual(result.subarray(0, 96), executable.subarray(0, 96));
  assert.deepEqual([...result.subarray(96)], [97, 98, 1, 2, 3, 4, 5]);
});

Deno.test("each part and each of its caches is found where it is said to be, deflated where a CNI call reads it", () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const { piece, places } = layOut([
    { name: "a.js", code: bytes("code of a"), caches: { DEL: bytes("cache of a") } },
    { name: "b.js", code: bytes("code of b"), caches: {} },
  ]);
  const at = ([start = 0, length = 0]: number[]) => piece.subarray(start, start + length);
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  const { "a.js": a, "b.js": b } = places;
  assert.ok(a && b);
  assert.equal(text(inflateRawSync(at(a.code))), "code of a");
  const [[command, place] = ["", []]] = a.caches;
  assert.deepEqual([command, text(inflateRawSync(at(place)))], ["DEL", "cache of a"]);
  assert.deepEqual([text(at(b.code)), b.caches, b.deflated], ["code of b", [], false]);
});

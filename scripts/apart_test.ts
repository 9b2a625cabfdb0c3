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

Deno.test("each part is found where it is said to be, its cache deflated where a CNI call would read much", () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const much = "much ".repeat(60_000);
  const { piece, places } = layOut([
    { name: "lab.js", code: bytes(much), cache: bytes("cache of the lab") },
    { name: "plugin_ADD.js", code: bytes(much), cache: bytes("cache of ADD") },
    { name: "plugin_DEL.js", code: bytes("code of DEL") },
  ]);
  const at = ([start, length]: [number, number, ...unknown[]]) =>
    piece.subarray(start, start + length);
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  const found = Object.entries(places).map(([name, { code, cache }]) => {
    const stored = cache && at(cache);
    return [
      name,
      text(at(code)),
      stored && text(cache[2] ? inflateRawSync(stored) : stored),
      cache?.[2],
    ];
  });
  assert.deepEqual(found, [
    ["lab.js", much, "cache of the lab", 0],
    ["plugin_ADD.js", much, "cache of ADD", "cache of ADD".length],
    ["plugin_DEL.js", "code of DEL", undefined, undefined],
  ]);
});

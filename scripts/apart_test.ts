import assert from "node:assert/strict";
import { layOut, octetsAt, putApart } from "./apart.ts";

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

Deno.test("each part is found where it is said to be, as much of it deflated as keeps a CNI call from reading much", () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const much = "much ".repeat(80_000);
  const numbers = Array.from({ length: 50_000 }, (_, i) => i).join(" ");
  const parts = [
    { name: "lab.js", code: much, cache: "cache of the lab" },
    { name: "plugin_ADD.js", code: much, cache: numbers },
    { name: "plugin_CHECK.js", code: "code of CHECK", cache: numbers },
    { name: "plugin_DEL.js", code: "code of DEL" },
  ];
  const { piece, places } = layOut(
    parts.map(({ name, code, cache }) => ({
      name,
      code: bytes(code),
      ...(cache === undefined ? {} : { cache: bytes(cache) }),
    })),
  );
  const text = (place: Parameters<typeof octetsAt>[1]) =>
    new TextDecoder().decode(octetsAt(piece, place));
  assert.deepEqual(
    Object.entries(places).map(([name, { code, cache }]) => ({
      name,
      code: text(code),
      ...(cache ? { cache: text(cache) } : {}),
    })),
    parts,
  );
  const [lab, add, check, del] = Object.values(places).map(({ code, cache }) => ({
    read: code[1] + (cache?.[1] ?? 0),
    inflated: [code[3], cache?.[3]],
  }));
  assert.deepEqual(lab, { read: much.length + "cache of the lab".length, inflated: [0, 0] });
  assert.deepEqual(del, { read: "code of DEL".length, inflated: [0, undefined] });
  for (const part of [add, check]) {
    assert.ok(part && part.read > 280_000 && part.read < 282_000, JSON.stringify(part));
  }
  assert.equal(add?.inflated[1], numbers.length);
  assert.equal(check?.inflated[0], 0);
});

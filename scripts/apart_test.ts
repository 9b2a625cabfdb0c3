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
  const inflated = Object.values(places).map(({ code, cache }) => [code[3], cache?.[3]]);
  const [lab, add, check, del] = inflated;
  assert.deepEqual([lab, add, del], [[0, 0], [much.length, numbers.length], [0, undefined]]);
  assert.equal(check?.[0], 0);
  assert.ok((check?.[1] ?? 0) > 0 && (check?.[1] ?? 0) < 20_000, String(check));
});

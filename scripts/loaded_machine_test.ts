import assert from "node:assert/strict";
import { join } from "node:path";
import { build } from "./build.ts";
import { readByCommand } from "./loaded.ts";

const root = new URL("..", import.meta.url).pathname;
const bond = join(root, "dist", "bond");
await build({
  denort: Deno.env.get("DENORT_BIN"),
  target: Deno.build.target,
  output: bond,
  entry: join(root, "cmd", "bond.ts"),
});

Deno.test("VERSION reads next to nothing of the executable, and no CNI command more than 300 kB, with its code cache", () => {
  const { VERSION = Infinity, ...others } = readByCommand(bond);
  const said = JSON.stringify({ VERSION, ...others });
  assert.ok(VERSION < 30_000, said);
  assert.deepEqual(Object.keys(others).toSorted(), ["ADD", "CHECK", "DEL", "GC", "STATUS"]);
  for (const octets of Object.values(others)) assert.ok(octets < 300_000, said);
});

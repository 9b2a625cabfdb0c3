import assert from "node:assert/strict";
import { basename, join } from "node:path";
import { bundle } from "./bundle.ts";
import { loadedByCommand } from "./loaded.ts";

const root = new URL("..", import.meta.url).pathname;

Deno.test("VERSION loads one small module, and each command its own code and no other's", async () => {
  const folder = await Deno.makeTempDir();
  const { entry, apart } = await bundle(join(root, "cmd", "bond.ts"), folder);
  const loaded = loadedByCommand(entry);
  await Deno.remove(folder, { recursive: true });
  const said = JSON.stringify(loaded);
  assert.deepEqual(apart.map((path) => basename(path)), [
    "world_part.js",
    "lint_part.js",
    "lab_part.js",
  ]);
  const { VERSION, STATUS, DEL, GC, CHECK, ADD } = loaded;
  assert.ok(VERSION && STATUS && DEL && GC && CHECK && ADD);
  assert.ok(VERSION.modules === 1 && VERSION.bytes < 8_000, said);
  assert.ok(STATUS.modules <= 8 && STATUS.bytes < 95_000, said);
  for (const command of [DEL, GC]) assert.ok(command.modules <= 9 && command.bytes < 135_000, said);
  for (const command of [CHECK, ADD]) {
    assert.ok(command.modules <= 10 && command.bytes < 165_000, said);
  }
});

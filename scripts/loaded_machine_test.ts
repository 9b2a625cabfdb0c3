import assert from "node:assert/strict";
import { join } from "node:path";
import { bundle } from "./bundle.ts";
import { loadedByCommand } from "./loaded.ts";

const root = new URL("..", import.meta.url).pathname;

Deno.test("VERSION loads one small module, and each command its own code and no other's", async () => {
  const folder = await Deno.makeTempDir();
  const { entry, apart } = await bundle(join(root, "cmd", "bond.ts"), folder);
  const loaded = loadedByCommand(entry);
  await Deno.remove(folder, { recursive: true });
  const said = JSON.stringify(loaded);
  assert.match(apart ?? "", /lab_part\.js$/);
  const { VERSION, STATUS, DEL, GC, CHECK, ADD } = loaded;
  assert.ok(VERSION && STATUS && DEL && GC && CHECK && ADD);
  assert.ok(VERSION.modules === 1 && VERSION.bytes < 8_000, said);
  assert.ok(STATUS.modules <= 5 && STATUS.bytes < 90_000, said);
  for (const command of [DEL, GC]) assert.ok(command.modules <= 7 && command.bytes < 130_000, said);
  for (const command of [CHECK, ADD]) {
    assert.ok(command.modules <= 8 && command.bytes < 150_000, said);
  }
});

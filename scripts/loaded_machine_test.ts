import assert from "node:assert/strict";
import { join } from "node:path";
import { build } from "./build.ts";
import { partName } from "./apart.ts";
import { COMMANDS, IPAM_PLUGIN, PLUGIN } from "./bundle.ts";
import { readByCommand } from "./loaded.ts";

const root = new URL("..", import.meta.url).pathname;
const bond = join(root, "dist", "bond");
const options = { denort: Deno.env.get("DENORT_BIN"), target: Deno.build.target };
await build({ ...options, output: bond, entry: join(root, "cmd", "bond.ts") });

Deno.test("VERSION reads next to nothing of the executable, and no CNI call more than 300 kB, with its code cache", () => {
  const { VERSION = Infinity, ...others } = readByCommand(bond);
  const said = JSON.stringify({ VERSION, ...others });
  assert.ok(VERSION < 30_000, said);
  const calls = ["", " with IPAM"].flatMap((how) => COMMANDS.map((command) => command + how));
  assert.deepEqual(Object.keys(others), calls);
  for (const octets of Object.values(others)) assert.ok(octets < 300_000, said);
});

Deno.test("each part has a code cache, and the runtime takes it", async () => {
  const folder = Deno.makeTempDirSync();
  try {
    const output = join(folder, "caches");
    await build({ ...options, output, entry: join(root, "scripts", "testing_caches.ts") });
    const { stdout } = await new Deno.Command(output, { args: [bond] }).output();
    const parts = [PLUGIN, IPAM_PLUGIN].flatMap((plugin) =>
      ["", ...COMMANDS].map((command) => partName(plugin, command))
    );
    assert.deepEqual(
      JSON.parse(new TextDecoder().decode(stdout)),
      Object.fromEntries(
        [...parts, "world_part.js", "lint_part.js", "lab_part.js"].map((part) => [part, "taken"]),
      ),
    );
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

import assert from "node:assert/strict";
import { idleExports } from "./idle_exports.ts";
import { allFiles } from "./sources.ts";

const found = (files: Record<string, string>) => idleExports(new Map(Object.entries(files)));

Deno.test("nothing is exported that no other module has", async () => {
  const root = new URL("..", import.meta.url).pathname;
  const sources = new Map<string, string>();
  for await (const file of allFiles(root)) {
    if (file.endsWith(".ts")) sources.set(file.slice(root.length), await Deno.readTextFile(file));
  }
  assert.deepEqual(idleExports(sources), []);
});

Deno.test("what is passed on is not had, unless it is for other programs", () => {
  const plan = "export function plan() {}\nplan();";
  const door = 'export {\n  type Plan,\n  plan,\n} from "./plan.ts";';
  assert.deepEqual(found({ "bond/plan.ts": plan, "bond/mod.ts": door }), ["bond/plan.ts: plan"]);
  assert.deepEqual(found({ "bond/plan.ts": plan, "mod.ts": door }), []);
  assert.deepEqual(found({ "bond/plan.ts": plan, "bond/add.ts": 'import { plan } from "";' }), []);
});

Deno.test("what the packages for others export is theirs", () => {
  assert.deepEqual(found({ "netlink/link.ts": "export const LINK = 1;" }), []);
});

for (const form of ["const a = 1", "async function a() {}", "abstract class a {}", "type a = 1"]) {
  Deno.test(`export ${form} is seen`, () => {
    assert.deepEqual(found({ "bond/a.ts": `export ${form}` }), ["bond/a.ts: a"]);
  });
}

import assert from "node:assert/strict";
import { importsOf, layeringFaults } from "./layers.ts";
import { allFiles } from "./sources.ts";

Deno.test("every module of the project keeps to the layers", async () => {
  const root = new URL("..", import.meta.url).pathname;
  const faults: string[] = [];
  let modules = 0;
  for await (const file of allFiles(root)) {
    if (!file.endsWith(".ts")) continue;
    modules++;
    faults.push(...layeringFaults(file.slice(root.length), await Deno.readTextFile(file)));
  }
  assert.ok(modules > 10, `only ${modules} modules were read`);
  assert.deepEqual(faults, []);
});

Deno.test("an import upwards is a fault, whatever its form", () => {
  for (
    const line of [
      'import { plan } from "../bond/mod.ts";',
      'import {\n  plan,\n  type Plan,\n} from "../bond/mod.ts";',
      'export * from "../bond/mod.ts";',
      'const { plan } = await import("../bond/mod.ts");',
      'import "../bond/mod.ts";',
      'import type { Plan } from "../bond/mod.ts";',
    ]
  ) {
    assert.deepEqual(layeringFaults("cni/ipam.ts", line), [
      "cni/ipam.ts imports bond/mod.ts: cni may not look up to bond",
    ]);
  }
});

Deno.test("an import downwards goes through a mod.ts, and may skip layers", () => {
  assert.deepEqual(layeringFaults("bond/add.ts", 'import { x } from "../netlink/mod.ts";'), []);
  assert.deepEqual(layeringFaults("cmd/bond.ts", 'import("../emulator/lab/standin/mod.ts")'), []);
  assert.deepEqual(layeringFaults("bond/add.ts", 'import { x } from "../netlink/link.ts";'), [
    "bond/add.ts imports netlink/link.ts: the door of netlink is a mod.ts",
  ]);
});

Deno.test("netlink is the lowest layer, by its package name too", () => {
  assert.deepEqual(layeringFaults("cni/a.ts", 'import { x } from "deno-netlink";'), []);
  assert.equal(layeringFaults("netlink/a.ts", 'import { x } from "../cni/mod.ts";').length, 1);
});

Deno.test("imports of the same layer, of packages and of data are nobody's business", () => {
  const source = `import { a } from "./a.ts";
import * as z from "zod/mini";
import project from "../deno.json" with { type: "json" };
import process from "node:process";`;
  assert.deepEqual(importsOf(source), ["./a.ts", "zod/mini", "../deno.json", "node:process"]);
  assert.deepEqual(layeringFaults("cmd/version.ts", source), []);
});

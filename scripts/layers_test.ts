import assert from "node:assert/strict";
import { floors, houseFaults, importsOf } from "./layers.ts";
import { allFiles } from "./sources.ts";

Deno.test("every module of the project keeps to the order of the house", async () => {
  const root = new URL("..", import.meta.url).pathname;
  const sources = new Map<string, string>();
  for await (const file of allFiles(root)) {
    if (!file.endsWith(".ts") || file === import.meta.filename) continue;
    sources.set(file.slice(root.length), await Deno.readTextFile(file));
  }
  assert.ok(sources.size > 100, `only ${sources.size} modules were read`);
  assert.deepEqual(houseFaults(sources), []);
});

Deno.test("no room has more than a fifth of the lines", async () => {
  const root = new URL("..", import.meta.url).pathname;
  const lines = new Map<string, number>();
  for await (const file of allFiles(root)) {
    const path = file.slice(root.length);
    const floor = floors.find((floor) => path.startsWith(`${floor.path}/`));
    if (!floor || !path.endsWith(".ts") || /(_test|\/testing(_\w+)?)\.ts$/.test(path)) continue;
    const [room, ...inner] = path.slice(floor.path.length + 1).split("/");
    const name = inner.length > 0 ? `${floor.path}/${room}` : floor.path;
    const count = (await Deno.readTextFile(file)).split("\n").length;
    lines.set(name, (lines.get(name) ?? 0) + count);
  }
  const all = [...lines.values()].reduce((sum, count) => sum + count, 0);
  for (const [room, count] of lines) assert.ok(count <= all / 5, `${room} has ${count} of ${all}`);
});

Deno.test("an import that looks up to another floor is a fault, whatever its form", () => {
  for (
    const line of [
      'import { plan } from "../bond/mod.ts";',
      'import {\n  plan,\n  type Plan,\n} from "../bond/mod.ts";',
      'export * from "../bond/mod.ts";',
      'const { plan } = await import("../bond/mod.ts");',
      'import "../bond/mod.ts";',
      'import type { Plan } from "../bond/mod.ts";',
      'type Plan = import("../bond/mod.ts").Plan;',
    ]
  ) {
    assert.deepEqual(faultsOf({ "cni/ipam.ts": line }), [
      "cni/ipam.ts imports bond/mod.ts: cni may not look up to bond",
    ]);
  }
});

Deno.test("the floors of the emulator lie above the plugin, and above each other in their order", () => {
  const order = ["cmd", "emulator/report", "emulator/play", "emulator/lab", "emulator/input"];
  for (const [i, floor] of [...order, "bond", "cni", "netlink"].entries()) {
    for (const other of order.slice(0, i)) {
      const up = "../".repeat(floor.split("/").length);
      assert.deepEqual(faultsOf({ [`${floor}/a.ts`]: `import "${up}${other}/b.ts";` }), [
        `${floor}/a.ts imports ${other}/b.ts: ${floor} may not look up to ${other}`,
      ]);
      assert.deepEqual(
        faultsOf({ [`${other}/a.ts`]: `import "${"../".repeat(2)}${floor}/b.ts";` }),
        [],
      );
    }
  }
});

Deno.test("the rooms of the plugin look up no more than floors do, but in tests", () => {
  const line = 'import { add } from "../commands/add.ts";';
  assert.deepEqual(faultsOf({ "bond/build/plan.ts": line }), [
    "bond/build/plan.ts imports bond/commands/add.ts: bond/build may not look up to bond/commands",
  ]);
  assert.deepEqual(faultsOf({ "bond/build/plan_test.ts": line }), []);
});

Deno.test("a room with a mod.ts is entered through it, from far and from next door", () => {
  const rooms = { "netlink/mod.ts": "", "emulator/input/chain/mod.ts": "" };
  for (
    const [path, specifier, fault] of [
      ["bond/add.ts", "../netlink/mod.ts", []],
      ["bond/add.ts", "../netlink/link.ts", ["netlink/link.ts: the door is netlink/mod.ts"]],
      ["emulator/input/lint/a.ts", "../chain/mod.ts", []],
      ["emulator/input/lint/a.ts", "../chain/error.ts", [
        "emulator/input/chain/error.ts: the door is emulator/input/chain/mod.ts",
      ]],
      ["emulator/input/chain/a.ts", "./error.ts", []],
      ["cmd/a.ts", "../emulator/input/chain/inner/mod.ts", [
        "emulator/input/chain/inner/mod.ts: the door is emulator/input/chain/mod.ts",
      ]],
    ] as const
  ) {
    assert.deepEqual(
      faultsOf({ ...rooms, [path]: `import { x } from "${specifier}";` }),
      fault.map((text) => `${path} imports ${text}`),
    );
  }
});

Deno.test("tests may use what a room offers to tests, and nothing else past its door", () => {
  const door = { "netlink/mod.ts": "" };
  const helper = 'import "../netlink/testing.ts";';
  assert.deepEqual(faultsOf({ ...door, "bond/add_kernel_test.ts": helper }), []);
  assert.equal(faultsOf({ ...door, "bond/add.ts": helper }).length, 1);
  assert.equal(
    faultsOf({ ...door, "bond/add_test.ts": 'import "../netlink/link.ts";' }).length,
    1,
  );
});

Deno.test("netlink is the lowest floor, by its package name too", () => {
  assert.deepEqual(faultsOf({ "cni/a.ts": 'import { x } from "@bond/deno-netlink";' }), []);
  assert.equal(faultsOf({ "netlink/a.ts": 'import { x } from "../cni/mod.ts";' }).length, 1);
});

Deno.test("files that import each other in a circle are a fault, for a type alone too", () => {
  assert.deepEqual(
    faultsOf({
      "cni/a.ts": 'import { b } from "./b.ts";',
      "cni/b.ts": 'export { c } from "./c.ts";',
      "cni/c.ts": 'import type { a } from "./a.ts";',
      "cni/d.ts": 'import { a } from "./a.ts";',
    }),
    ["a circle: cni/a.ts → cni/b.ts → cni/c.ts → cni/a.ts"],
  );
});

Deno.test("rooms that import each other are a fault, even where their files do not", () => {
  assert.deepEqual(
    faultsOf({
      "emulator/play/stage/a.ts": 'import { b } from "../replay/b.ts";',
      "emulator/play/replay/c.ts": 'import { d } from "../stage/d.ts";',
    }),
    ["a circle: emulator/play/replay → emulator/play/stage → emulator/play/replay"],
  );
});

Deno.test("imports of packages and of data are nobody's business", () => {
  const source = `import { a } from "./a.ts";
import * as z from "zod/mini";
import project from "../deno.json" with { type: "json" };
import process from "node:process";`;
  assert.deepEqual(importsOf(source), ["./a.ts", "zod/mini", "../deno.json", "node:process"]);
  assert.deepEqual(faultsOf({ "cmd/version.ts": source }), []);
});

function faultsOf(sources: Record<string, string>): string[] {
  return houseFaults(new Map(Object.entries(sources)));
}

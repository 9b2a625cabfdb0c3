import assert from "node:assert/strict";
import { join } from "node:path";
import { bundle, dynamicImports } from "./bundle.ts";
import { LOADER_BESIDE } from "./loader.ts";

Deno.test("the parts of an entry are the modules that it imports dynamically, each once", () => {
  assert.deepEqual(
    dynamicImports(`import { a } from "./a.ts";
      await import("./command_line.ts");
      (await import(
        "../emulator/lab/standin/mod.ts"
      )).standIn();
      await import("./command_line.ts");
      await import("npm:zod");`),
    ["./command_line.ts", "../emulator/lab/standin/mod.ts"],
  );
});

Deno.test("what an entry imports dynamically is a part of its own, with what that imports, and what it imports is not", async () => {
  const folder = await Deno.makeTempDir();
  const write = (name: string, text: string) => Deno.writeTextFile(join(folder, name), text);
  await Deno.mkdir(join(folder, "sub"));
  await write(
    "entry.ts",
    'import { a } from "./sub/a.ts"; a(); (await import("./part.ts")).part();',
  );
  await write(
    "part.ts",
    `import { join } from "node:path";
    export const part = async () => console.log(join("of", (await import("./late.ts")).late));`,
  );
  await write("late.ts", 'console.log("late"); export const late = "the part";');
  await write("sub/a.ts", 'import { b } from "./part.ts"; export const a = () => console.log(b);');
  await write("sub/part.ts", 'export const b = "of another part";');
  const output = join(folder, "output");
  const { entry, apart } = await bundle(join(folder, "entry.ts"), output);
  assert.deepEqual(apart, [{ path: join(output, "part.js"), command: "", ipam: false }]);
  const program = await Deno.readTextFile(entry);
  assert.ok(!program.includes("the part"));
  await Deno.writeTextFile(entry, program + LOADER_BESIDE);
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["run", "-A", entry] })
    .output();
  assert.equal(new TextDecoder().decode(stdout), "of another part\nlate\nof/the part\n");
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a part has the timers of its entry, which are Deno's", async () => {
  const folder = await Deno.makeTempDir();
  const write = (name: string, text: string) => Deno.writeTextFile(join(folder, name), text);
  await write(
    "entry.ts",
    `const own = (globalThis.setTimeout = (() => "of the entry") as unknown as typeof setTimeout);
    (await import("./part.ts")).part(own);`,
  );
  await write("part.ts", "export const part = (own: unknown) => console.log(setTimeout === own);");
  const { entry } = await bundle(join(folder, "entry.ts"), join(folder, "output"));
  await Deno.writeTextFile(entry, await Deno.readTextFile(entry) + LOADER_BESIDE);
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["run", "-A", entry] })
    .output();
  assert.equal(new TextDecoder().decode(stdout), "true\n");
  await Deno.remove(folder, { recursive: true });
});

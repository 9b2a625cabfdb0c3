import assert from "node:assert/strict";
import { join } from "node:path";
import { bundle, dynamicImports } from "./bundle.ts";

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

Deno.test("what an entry imports dynamically is a file of its own, and what it imports is not", async () => {
  const folder = await Deno.makeTempDir();
  const write = (name: string, text: string) => Deno.writeTextFile(join(folder, name), text);
  await Deno.mkdir(join(folder, "sub"));
  await write(
    "entry.ts",
    'import { a } from "./sub/a.ts"; a(); (await import("./part.ts")).part();',
  );
  await write("part.ts", 'export const part = () => console.log("of the part");');
  await write("sub/a.ts", 'import { b } from "./part.ts"; export const a = () => console.log(b);');
  await write("sub/part.ts", 'export const b = "of another part";');
  const output = join(folder, "output");
  const { entry, apart } = await bundle(join(folder, "entry.ts"), output);
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["run", entry] }).output();
  assert.equal(new TextDecoder().decode(stdout), "of another part\nof the part\n");
  assert.deepEqual(apart, []);
  assert.ok(!(await Deno.readTextFile(entry)).includes("of the part"));
  const part = await Deno.readTextFile(join(output, "part", "part.js"));
  assert.ok(!part.includes(folder), "where the builder's files were");
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a part that is large is kept apart, and found by the entry beside it or in the executable", async () => {
  const folder = await Deno.makeTempDir();
  const write = (name: string, text: string) => Deno.writeTextFile(join(folder, name), text);
  await write("entry.ts", 'console.log((await import("./part.ts")).answer());');
  const filling = JSON.stringify("x".repeat(1_100_000));
  await write(
    "part.ts",
    `import { join } from "node:path";
    export const filling = [${filling}];
    export const answer = () => join("a", String(filling.join().length));`,
  );
  const { entry, apart } = await bundle(join(folder, "entry.ts"), join(folder, "output"));
  assert.deepEqual(apart, [join(folder, "output", "part.js")]);
  assert.ok((await Deno.stat(entry)).size < 5_000);
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["run", "-A", entry] })
    .output();
  assert.equal(new TextDecoder().decode(stdout), "a/1100000\n");
  await Deno.remove(folder, { recursive: true });
});

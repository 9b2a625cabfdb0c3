import assert from "node:assert/strict";
import { join } from "node:path";
import { withLoader } from "./elf.ts";

Deno.test("a program that is given another loader is started by that one", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const path = await Deno.realPath("/bin/true");
    const program = withLoader(await Deno.readFile(path), "./loader");
    await Deno.writeFile(join(folder, "program"), program, { mode: 0o755 });
    const run = async () => await new Deno.Command("./program", { cwd: folder }).output();
    await assert.rejects(run(), Deno.errors.NotFound);
    await Deno.symlink("/lib64/ld-linux-x86-64.so.2", join(folder, "loader"));
    assert.equal((await run()).code, 0);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a path that has no room is refused", async () => {
  const program = await Deno.readFile("/bin/true");
  assert.throws(() => withLoader(program, "/x".repeat(50)), /there is no room/);
});

import assert from "node:assert/strict";
import { createLink, createNetns, deleteNetns, findLink, Netns, Rtnetlink } from "./netlink/mod.ts";

/** The example in the documentation of mod.ts, as a program. */
function example(): string {
  const source = Deno.readTextFileSync(new URL("./mod.ts", import.meta.url));
  const [, code = ""] = /```ts\n([^]*?)```/.exec(source) ?? [];
  return code.replaceAll(/^ \* ?/gm, "");
}

Deno.test("the example of the library makes a bond, reads it, and removes it", async () => {
  const path = "/run/netns/blue";
  createNetns(path);
  try {
    using netns = Netns.open(path);
    using rt = Rtnetlink.open({ netns });
    for (const name of ["eth1", "eth2"]) createLink(rt, { name, kind: "dummy" });
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--allow-all", "--no-check", "--cached-only", "-"],
      cwd: import.meta.dirname ?? ".",
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(example()));
    await writer.close();
    const { code, stdout, stderr } = await child.output();
    assert.equal(code, 0, new TextDecoder().decode(stderr));
    assert.equal(new TextDecoder().decode(stdout), "eth1\n");
    assert.equal(findLink(rt, "bond0"), undefined);
    assert.equal(findLink(rt, "eth1")?.master, undefined);
  } finally {
    deleteNetns(path);
  }
});

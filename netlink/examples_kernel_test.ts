import assert from "node:assert/strict";

function example(name: string, ...args: string[]): string {
  const { code, stdout, stderr } = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--allow-all",
      "--no-check",
      "--cached-only",
      `${import.meta.dirname}/examples/${name}`,
      ...args,
    ],
  }).outputSync();
  const decoder = new TextDecoder();
  assert.equal(code, 0, decoder.decode(stderr));
  return decoder.decode(stdout);
}

Deno.test("examples/list_links.ts lists the loopback", () => {
  assert.match(example("list_links.ts"), /^1\tlo\t-\tmtu 65536\t/);
});

Deno.test("examples/create_bond.ts makes a bond with an active port", () => {
  assert.equal(example("create_bond.ts"), "net1 is the active link of bond0\n");
});

Deno.test("examples/watch_links.ts ends when its time is over", () => {
  assert.equal(example("watch_links.ts", "0.1"), "");
});

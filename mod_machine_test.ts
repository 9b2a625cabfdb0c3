import assert from "node:assert/strict";
import { Rehearsal } from "./mod.ts";

const ROOT = new URL(".", import.meta.url).pathname;

/** The example of the lab in the documentation of mod.ts, as a program. */
function example(): string {
  const source = Deno.readTextFileSync(`${ROOT}mod.ts`);
  const [, code = ""] = [...source.matchAll(/```ts\n([^]*?)```/g)].map(([, text]) => text);
  return code.replaceAll(/^ \* ?/gm, "");
}

Deno.test("the example of the lab replays a pod, and says how it came out", async () => {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", "--no-check", "--cached-only", "-"],
    cwd: ROOT,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(example()));
  await writer.close();
  const { code, stdout, stderr } = await child.output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
  assert.equal(
    new TextDecoder().decode(stdout),
    "default/test-pod ok lo eth0 net1 bond0 net2\n",
  );
});

Deno.test("manifests that cannot be replayed come to findings, and a report that says no more", async () => {
  const rehearsal = Rehearsal.ofTexts([{ file: "empty.yaml", text: "" }]);
  assert.deepEqual(rehearsal.findings.map(({ code }) => code), ["no-pods"]);
  assert.deepEqual(rehearsal.chains, []);
  const { pods, diagnostics } = await rehearsal.replay();
  assert.deepEqual([pods, diagnostics], [[], rehearsal.findings]);
});

/** The examples in the documentation of mod.ts, for tests. */

import assert from "node:assert/strict";

const ROOT = new URL(".", import.meta.url).pathname;

/** Runs the example of that number, from 0, as a program, and returns what it prints. Throws AssertionError when it fails. */
export async function runExample(number: number): Promise<string> {
  const source = Deno.readTextFileSync(`${ROOT}mod.ts`);
  const [, code = ""] = [...source.matchAll(/```ts\n([^]*?)```/g)][number] ?? [];
  assert.notEqual(code, "");
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", "--no-check", "--cached-only", "-"],
    cwd: ROOT,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const example = code.replaceAll(/^ \* ?/gm, "");
  const [{ success, stdout, stderr }] = await Promise.all([
    child.output(),
    ReadableStream.from([new TextEncoder().encode(example)]).pipeTo(child.stdin),
  ]);
  assert.ok(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

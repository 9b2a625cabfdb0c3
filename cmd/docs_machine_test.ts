/** What the documentation tells people to type works as it says, and its picture is the program's. */

import assert from "node:assert/strict";
import { dirname, join, normalize } from "node:path";
import { documentationPages } from "./testing_docs.ts";

const ROOT = normalize(join(import.meta.dirname ?? ".", ".."));

/** Runs a block as a shell does that stops at the first command that fails, in a folder of its own. */
async function run(block: string): Promise<{ code: number; said: string }> {
  const folder = Deno.makeTempDirSync();
  try {
    for (const name of ["dist", "fixtures"]) {
      Deno.symlinkSync(`${ROOT}/${name}`, `${folder}/${name}`);
    }
    const { code, stdout, stderr } = await new Deno.Command("bash", {
      args: ["-euo", "pipefail", "-c", block],
      cwd: folder,
      stdin: "null",
    }).output();
    const decoder = new TextDecoder();
    return { code, said: decoder.decode(stdout) + decoder.decode(stderr) };
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** The blocks that people type, each with the pages that have it. */
function blocksOfPages(): Map<string, string[]> {
  const pages = new Map<string, string[]>();
  for (const page of documentationPages(ROOT)) {
    const text = Deno.readTextFileSync(`${ROOT}/${page}`);
    for (const [, block = ""] of text.matchAll(/^```sh\n(.*?)^```$/gms)) {
      pages.set(block, [...pages.get(block) ?? [], page]);
    }
  }
  return pages;
}

Deno.test("every block of commands in the documentation works, wherever it is typed", async () => {
  const waiting = [...blocksOfPages()];
  assert.ok(waiting.length > 10);
  // A guest has one processor.
  const oneByOne = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [block, pages] = next;
      const { code, said } = await run(block);
      assert.equal(code, 0, `${pages.join(", ")}: ${block}${said}`);
    }
  };
  await Promise.all(Array.from({ length: navigator.hardwareConcurrency }, oneByOne));
});

Deno.test("every picture of the documentation is in the page that a command of the page makes", async () => {
  const texts = (svg: string) =>
    Array.from(svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g), ([, text]) => text).sort();
  const { code, said } = await run(
    "dist/bond emulate --output svg fixtures/switch-failure 2> /dev/null",
  );
  assert.ok([0, 3].includes(code));
  for (const page of documentationPages(ROOT)) {
    const text = Deno.readTextFileSync(`${ROOT}/${page}`);
    for (const [, path = ""] of text.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)) {
      const picture = Deno.readTextFileSync(normalize(join(ROOT, dirname(page), path)));
      assert.deepEqual(texts(picture), texts(said), `${page} shows ${path}`);
    }
  }
});

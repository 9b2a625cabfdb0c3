import assert from "node:assert/strict";
import { fullBudget, LimitError, refuseVastJson, spend } from "./limits.ts";
import { readManifests } from "./read.ts";

/** Returns why `text` is too much; undefined when it is not. */
function limitOf(text: string): string | undefined {
  try {
    spend(fullBudget(), text);
    return undefined;
  } catch (error) {
    assert(error instanceof LimitError);
    return error.message;
  }
}

Deno.test("nesting has a limit in every style", () => {
  const deep = /nested deeper than 200 levels/;
  const indented = (levels: number, extra = "") =>
    Array.from({ length: levels }, (_, i) => `${" ".repeat(i)}a:\n${extra}`).join("");
  const literal = `${" ".repeat(300)}x: |\n${" ".repeat(302)}text\n`;
  for (
    const text of [
      "[".repeat(50_000),
      `{a: ${"[".repeat(300)}${"]".repeat(300)}}`,
      "- ".repeat(300),
      "? ".repeat(300),
      indented(300),
      `a:\n${"- ".repeat(150)}${"[".repeat(100)}`,
    ]
  ) assert.match(limitOf(text) ?? "", deep, text.slice(0, 40));
  for (
    const text of [indented(100), literal, `a: ${"[".repeat(100)}${"]".repeat(100)}`, "a:\n- - b\n"]
  ) {
    assert.equal(limitOf(text), undefined, text.slice(0, 40));
  }
});

Deno.test("quoted brackets nest nothing", () => {
  refuseVastJson(JSON.stringify({ text: "[".repeat(5000), other: '\\"{[' }));
  assert.throws(() => refuseVastJson("[".repeat(300)), LimitError);
});

Deno.test("JSON has a limit, however it is made up, and what a string says does not count", () => {
  const many = /more than 20000 keys, values and brackets/;
  const parts = Array.from({ length: 30_000 }, (_, i) => i);
  for (
    const text of [
      JSON.stringify(parts),
      JSON.stringify(parts.map(() => [])),
      JSON.stringify(Object.fromEntries(parts.map((i) => [`k${i}`, 1]))),
    ]
  ) assert.throws(() => refuseVastJson(text), many);
  refuseVastJson(JSON.stringify({ text: ",:[".repeat(30_000) }));
  refuseVastJson(JSON.stringify(parts.slice(0, 19_000)));
});

Deno.test("lines of a block scalar count as pieces", () => {
  assert.match(limitOf(`a: |\n${"  x\n".repeat(600_000)}`) ?? "", /keys, values and signs/);
  assert.equal(limitOf(`a: |\n${"  x\n".repeat(100_000)}`), undefined);
});

Deno.test("documents and keys have a limit, of all files together", () => {
  assert.match(limitOf("---\n".repeat(60_000)) ?? "", /more than 10000 documents/);
  assert.match(limitOf("k: v\n".repeat(300_000)) ?? "", /keys, values and signs/);
  const files = ["a", "b"].map((file) => ({ file, text: "---\n".repeat(7000) }));
  const { findings } = readManifests(files);
  const unreadable = findings.filter(({ code }) => code === "file-unreadable");
  assert.deepEqual(unreadable.map(({ message }) => message.slice(0, 16)), ["b cannot be read"]);
});

Deno.test("a mapping of very many keys is read in time that goes by their number", () => {
  const text = Array.from({ length: 20_000 }, (_, i) => `k${i}: v\n`).join("");
  const started = performance.now();
  readManifests([{ file: "a.yaml", text }]);
  // 20,000 keys compared with each other took 5 s on a machine that needs 0.3 s now.
  assert.ok(performance.now() - started < 20_000);
});

Deno.test("a key that comes twice is an error at its place", () => {
  const { findings: [found] } = readManifests([{
    file: "a.yaml",
    text: "a: 1\nb: {c: 1, c: 2}\n",
  }]);
  assert.match(found?.message ?? "", /Map keys must be unique/);
  assert.deepEqual([found?.position?.line, found?.position?.column], [2, 11]);
});

import assert from "node:assert/strict";
import { LimitError, refuseVast, refuseVastJson } from "./limits.ts";
import { readManifests } from "./read.ts";

/** Returns why `text` is too much; undefined when it is not. */
function limitOf(text: string): string | undefined {
  try {
    refuseVast(text);
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
  assert.match(limitOf(`a: |\n${"  x\n".repeat(200_000)}`) ?? "", /keys, values and signs/);
  assert.equal(limitOf(`a: |\n${"  x\n".repeat(100_000)}`), undefined);
});

Deno.test("documents and keys have a limit, of all files together", () => {
  assert.match(limitOf("---\n".repeat(60_000)) ?? "", /more than 15000 documents/);
  assert.match(
    limitOf("k: v\n".repeat(30_000)) ?? "",
    /a document has more than 150000 keys, values and signs/,
  );
  const files = ["a", "b"].map((file) => ({ file, text: "---\na: 1\n".repeat(20_000) }));
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

Deno.test("a document that is large leaves room for the others of its file", () => {
  const large = `a:\n${"  - b\n".repeat(20_000)}`;
  assert.equal(limitOf(`${large}---\n`.repeat(10)), undefined);
  assert.match(limitOf(large.repeat(2)) ?? "", /a document has more than 150000/);
});

Deno.test("more replicas than tell anything are not looked at, and pods have a limit", () => {
  const deployment = (name: string, replicas: number) =>
    `---\nkind: Deployment\nmetadata: {name: ${name}}\nspec: {replicas: ${replicas}, ` +
    "template: {spec: {containers: [{name: a}]}}}\n";
  const read = (text: string) => readManifests([{ file: "a.yaml", text }]);
  assert.equal(read(deployment("a", 1e9)).pods.length, 5000);
  const { findings: [found], pods } = read(
    ["a", "b", "c", "d"].map((name) => deployment(name, 1e9)).join(""),
  );
  assert.match(found?.message ?? "", /a.yaml cannot be read: there are more than 15000 pods/);
  assert.deepEqual(pods, []);
});

Deno.test("an alias within what it repeats, which would have no end, is told at its place", () => {
  const endless = "apiVersion: v1\nkind: Pod\nmetadata: &a\n  name: a\n  spec:\n  - *a\n";
  const { findings: [found] } = readManifests([{ file: "a.yaml", text: endless }]);
  assert.match(found?.message ?? "", /An alias cannot be within what it repeats/);
  assert.deepEqual([found?.position?.line, found?.position?.column], [6, 5]);
  const again = "apiVersion: v1\nkind: Pod\nmetadata: &a\n  name: &a x\n  namespace: *a\n";
  assert.doesNotMatch(
    readManifests([{ file: "a.yaml", text: again }]).findings.map(({ message }) => message).join(),
    /alias/,
  );
});

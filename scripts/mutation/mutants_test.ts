import assert from "node:assert/strict";
import { instrumented, mutantsOf, sample } from "./mutants.ts";

function changes(text: string): string[] {
  return mutantsOf("a.ts", text).map(({ before, after }) => `${before} → ${after}`);
}

Deno.test("operators, conditions, numbers, booleans, calls and methods are changed", () => {
  assert.deepEqual(changes("const a = b === 1 && !c;"), [
    "&& → ||",
    "=== → !==",
    "1 → 2",
    "!c → c",
  ]);
  assert.deepEqual(changes("if (a) b(true);"), [
    "a → false",
    "b(true) → undefined",
    "true → false",
  ]);
  assert.deepEqual(changes("x = [...a.filter(f), b.some(g)]"), [
    "a.filter(f) → []",
    "a.filter(f) → a",
    "some → every",
  ]);
  assert.deepEqual(changes("y = c ? d : e ?? f"), ["c → !(c)", "?? → &&"]);
});

Deno.test("types, imports, texts and names of properties are left alone", () => {
  const text = `import a from "a" with { type: "json" };
    type T = true | 1; interface I { x: 2 } const t: 3 = "four" as T; const o = { 5: "six" };`;
  assert.deepEqual(changes(text), []);
});

Deno.test("what stands in an optional chain stays, because a part of it is no expression", () => {
  assert.deepEqual(changes("z = a?.b.filter(f).length"), []);
});

Deno.test("one of several ?? in a row is changed with what stands beside it in parentheses", () => {
  const [outer, inner] = mutantsOf("a.ts", "a ?? b ?? c");
  assert.equal(outer?.replacement, "(a ?? b )&&( c)");
  assert.equal(inner?.replacement, "(a )&&( b)");
});

Deno.test("all mutants fit into one text, which does as before while they are asleep", () => {
  const text = "(a, b) => a === 1 && !b ? [a, ...b] : 2";
  const mutants = mutantsOf("a.ts", text).map((mutant, id) => ({ ...mutant, id }));
  const call = new Function(`return (${instrumented(text, mutants)})(...arguments)`);
  const wake = (before: string) =>
    Reflect.set(globalThis, "mutant", (id: number) => mutants[id]?.before === before);
  assert.equal(call(1, true), 2);
  try {
    wake("2");
    assert.equal(call(1, true), 3);
    wake("1");
    assert.equal(call(1, true), 2);
    assert.deepEqual(call(2, ""), [2]);
  } finally {
    Reflect.deleteProperty(globalThis, "mutant");
  }
});

Deno.test("a seed chooses always the same, in their order", () => {
  const items = Array.from({ length: 100 }, (_, i) => i);
  const chosen = sample(items, 10, 7);
  assert.deepEqual(chosen, sample(items, 10, 7));
  assert.deepEqual(chosen, chosen.toSorted((a, b) => a - b));
  assert.notDeepEqual(chosen, sample(items, 10, 8));
});

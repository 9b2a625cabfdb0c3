import assert from "node:assert/strict";
import { parse } from "@babel/parser";
import { allFiles } from "./sources.ts";

/** A function longer than that does more than one thing. */
const MOST_LINES = 60;

/** Returns how long the functions in a text are, each with the line that it begins in. */
function lengthsOf(text: string): { line: number; length: number }[] {
  const lengths: { line: number; length: number }[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    const { type, loc, body } = node as { type?: string; body?: unknown; loc?: Location };
    if (loc && body && /Function|Method/.test(type ?? "")) {
      lengths.push({ line: loc.start.line, length: loc.end.line - loc.start.line + 1 });
    }
    Object.entries(node).filter(([key]) => key !== "loc").forEach(([, part]) => visit(part));
  };
  const plugins = ["typescript", "explicitResourceManagement"] as const;
  visit(parse(text, { sourceType: "module", plugins: [...plugins] }).program);
  return lengths;
}

interface Location {
  start: { line: number };
  end: { line: number };
}

Deno.test("no function has more than 60 lines", async () => {
  const root = new URL("..", import.meta.url).pathname;
  for await (const path of allFiles(root)) {
    if (!path.endsWith(".ts") || path.endsWith("_test.ts")) continue;
    const long = lengthsOf(Deno.readTextFileSync(path))
      .filter(({ length }) => length > MOST_LINES);
    assert.deepEqual(long, [], path);
  }
});

Deno.test("functions of each form are measured", () => {
  const text =
    "function a() {\n}\nconst b = () => {\n};\nclass C {\n  d() {\n  }\n  #e() {\n  }\n}";
  assert.deepEqual(lengthsOf(text).map(({ line }) => line), [1, 3, 6, 8]);
  assert.ok(lengthsOf(text).every(({ length }) => length === 2));
});

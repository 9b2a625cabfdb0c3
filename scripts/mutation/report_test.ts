import assert from "node:assert/strict";
import type { Mutant } from "./mutants.ts";
import { readReport, report } from "./report.ts";

function mutant(path: string, line: number, before: string): Mutant {
  return { path, line, before, after: "false", source: before, start: 0, end: 1, replacement: "" };
}

Deno.test("the page of a run tells which mutants survived it, also when its lines are broken anew", () => {
  const [one, other, like] = [
    mutant("bond/a.ts", 1, "a === b && a.somewhat.longer === b"),
    mutant("bond/a.ts", 12, "a"),
    mutant("bond/a.ts", 1, "a === b"),
  ] as const;
  const page = report({
    ...{ rooms: ["bond"], population: 70, seed: "3", tried: [one, other, like], equivalent: [] },
    ...{ byUnits: 1, unitsAlone: false, survived: [one] },
  });
  for (const text of [page, page.replaceAll(" ", "\n  ")]) {
    const { seed, population, byUnits, survived } = readReport(text);
    assert.deepEqual([seed, population, byUnits], ["3", 70, 1]);
    assert.deepEqual([one, other, like].map(survived), [true, false, false]);
  }
  assert.throws(() => readReport("# Something else"), /has no run of the mutants/);
});

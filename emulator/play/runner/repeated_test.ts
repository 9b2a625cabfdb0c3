import assert from "node:assert/strict";
import { repeated, type RepeatListener, runRepeated } from "./repeated.ts";
import type { ReplayWay, TestCase } from "./runner.ts";

const NODE = { physicalFunctions: [], nics: [], switches: [], hosts: [] };

function test(name: string, playable = true): TestCase {
  const plan = {
    node: NODE,
    chains: [],
    programs: { plugins: {}, cniPath: [], self: [] },
    caller: "multus" as const,
    cniVersion: "1.0.0",
    keepGoing: false,
  };
  const rest = { name, title: name, node: NODE, diagnostics: [], complete: true, files: [] };
  return { ...rest, ...(playable ? { plan } : {}) };
}

Deno.test("a case is told of once, when all of its replays are over, with what they measured", async () => {
  const cases = [
    ...repeated(test("a"), 3),
    ...repeated(test("b", false), 3),
    ...repeated(test("c")),
  ];
  const played: string[] = [];
  const way: ReplayWay = (able, { onOver }) => {
    for (const { name } of able) {
      played.push(name);
      onOver?.(name);
    }
    return Promise.resolve();
  };
  const told: unknown[] = [];
  const onOver: RepeatListener<TestCase>["onOver"] = (replays, { title }, { repeats }) =>
    told.push([title, replays.length, repeats?.replays]);
  await runRepeated(cases, way, { onOver, onStderr: () => {} });
  assert.deepEqual(played, ["a", "a (2)", "a (3)", "c"]);
  assert.deepEqual(told, [["a", 3, 3], ["b", 1, undefined], ["c", 1, undefined]]);
});

import assert from "node:assert/strict";
import { KernelError } from "../../lab/kernel/mod.ts";
import { type ReplayWay, runCases, type TestCase } from "./runner.ts";

const NODE = { physicalFunctions: [], nics: [], switches: [], hosts: [] };

/** A case; `playable` says whether there is anything to play. */
function test(name: string, playable = true): TestCase {
  const programs = { plugins: {}, cniPath: [], self: [] };
  const plan = {
    node: NODE,
    chains: [],
    programs,
    caller: "multus",
    cniVersion: "1.0.0",
    keepGoing: false,
  } as const;
  return {
    name,
    title: name,
    node: NODE,
    diagnostics: [],
    complete: true,
    files: [],
    ...(playable ? { plan: { ...plan, chains: [] } } : {}),
  };
}

/** Returns what is told of the cases, in its order: "name", or "name: what broke". */
async function told(cases: readonly TestCase[], way: ReplayWay): Promise<string[]> {
  const told: string[] = [];
  await runCases(cases, way, {
    onOver: ({ test, broken }) => told.push(broken ? `${test.name}: ${broken}` : test.name),
    onStderr: () => {},
  });
  return told;
}

const BEGIN = { event: "kernel", provider: "uml", release: "6.1" } as const;

Deno.test("cases are told of in their order, each as soon as those before it are over", async () => {
  const cases = [test("a"), test("b", false), test("c")];
  const way: ReplayWay = (able, { onOver }) => {
    for (const { name } of able.toReversed()) onOver?.(name);
    return Promise.resolve();
  };
  assert.deepEqual(await told(cases, way), ["a", "b", "c"]);
});

Deno.test("where there is nothing to play nothing is run", async () => {
  assert.deepEqual(await told([test("a", false)], () => assert.fail()), ["a"]);
});

Deno.test("a case that the lab could not go on with is broken, and the next ones are played", async () => {
  const way: ReplayWay = (_able, { onOver }) => {
    onOver?.("a", "no memory");
    onOver?.("b");
    return Promise.resolve();
  };
  assert.deepEqual(await told([test("a"), test("b")], way), [
    "a: the lab itself failed: no memory",
    "b",
  ]);
});

Deno.test("when the kernel breaks down, those that had begun are to blame, and the rest were not played", async () => {
  const way: ReplayWay = (_able, { onEvent, onOver }) => {
    onEvent("a", BEGIN);
    onOver?.("a");
    onEvent("b", BEGIN);
    return Promise.reject(new KernelError("the guest died"));
  };
  assert.deepEqual(await told([test("a"), test("b"), test("c")], way), [
    "a",
    "b: the guest died",
    "c: not played: the kernel was gone",
  ]);
});

Deno.test("when there is no kernel at all, the first case tells why", async () => {
  const way: ReplayWay = () => Promise.reject(new KernelError("there is none"));
  assert.deepEqual(await told([test("a"), test("b")], way), [
    "a: there is none",
    "b: not played: the kernel was gone",
  ]);
});

import assert from "node:assert/strict";
import fc from "fast-check";
import { effort } from "../../../cni/testing_fuzz.ts";
import { type ReplayCase, runWorld } from "../replay/mod.ts";
import { drawnManifests, errorsIn, planOf } from "./testing.ts";

Deno.test("an error is told of manifests if and only if their replay fails", async () => {
  // Each takes about a second: 20 of them, and 200 at night.
  const { numRuns, seed } = effort(50);
  const drawn = fc.sample(drawnManifests, { numRuns, seed })
    .map((text, i) => ({ text, name: String(i), planned: planOf(text) }));
  const cases = drawn.flatMap(({ name, planned: { plan } }): ReplayCase[] =>
    // A process of its own for each call of the bond would only cost time.
    plan ? [{ name, plan: { ...plan, programs: { ...plan.programs, self: [] } } }] : []
  );
  const failed = new Set(drawn.flatMap(({ name, planned }) => planned.plan ? [] : [name]));
  const said = new Map<string, string[]>();
  await runWorld({ provider: "test", cases }, (message) => {
    if ("over" in message) return assert.equal(message.problem, undefined);
    const { case: name, event } = message;
    if (event.event === "end" && event.verdict === "failed") failed.add(name);
    if (event.event === "step" && event.step.error) {
      said.set(name, [...said.get(name) ?? [], JSON.stringify(event.step.error)]);
    }
  });
  const contradictions = drawn.filter(({ name, planned }) =>
    errorsIn(planned).length > 0 !== failed.has(name)
  ).map(({ name, planned, text }) =>
    [
      `lint: ${errorsIn(planned).join("\n") || "no errors"}`,
      `replay: ${said.get(name)?.join("\n") ?? "all well"}`,
      text,
    ].join("\n")
  );
  assert.deepEqual(contradictions, []);
  // Neither half is for show.
  assert.ok(failed.size > numRuns / 5 && failed.size < numRuns, `${failed.size} replays failed`);
});

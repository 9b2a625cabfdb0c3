import assert from "node:assert/strict";
import type { ReplayReport } from "../play/replay/mod.ts";
import { exampleReport } from "./html/testing.ts";
import { outcomeOf } from "./verdict.ts";

/** A replay of manifests with an error, for which so many pods were refused. */
function replayOf(pods: number, refused: number): ReplayReport {
  const report = exampleReport({ pods, links: 2 });
  const [warning] = report.diagnostics;
  assert.ok(warning);
  return {
    ...report,
    complete: false,
    diagnostics: [{ ...warning, severity: "error" }],
    pods: report.pods.map((pod, i) => i < refused ? { ...pod, verdict: "failed" } : pod),
  };
}

const summary = (pods: number, refused: number) => outcomeOf(replayOf(pods, refused)).summary;

Deno.test("of manifests with an error it is said what of them was replayed", () => {
  assert.equal(summary(0, 0), "The manifests have 1 error: nothing was replayed");
  assert.equal(summary(1, 1), "The manifests have 1 error: the pod was not attached");
  assert.equal(summary(3, 1), "The manifests have 1 error: not every pod was attached");
});

Deno.test("a bond that went over to another link is the summary of its replay", () => {
  assert.match(outcomeOf(exampleReport({ pods: 1, links: 2 })).summary, /went over to net2; .*ms/);
});

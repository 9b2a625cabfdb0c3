/** A replay as one JSON document, the same in every run but for what was measured. */

import { jsonText } from "../input/words/mod.ts";
import type { ReplayReport } from "../play/replay/mod.ts";
import { outcomeOf } from "./verdict.ts";
import { nodeMacs, stabilize } from "./stable.ts";

/**
 * Returns the document, indented, with a newline at its end. What may differ from run to run stands
 * under the keys `durationMs` and `measured`.
 */
export function renderJson(report: ReplayReport): string {
  const scenario = report.scenario.map(
    ({ durationMs, startMs, timeline, flows, links, ...step }) => ({
      ...step,
      durationMs,
      measured: { startMs, timeline, flows, links },
    }),
  );
  const { repeats, ...rest } = report;
  const { summary, ...outcome } = outcomeOf(report);
  const value = {
    ...outcome,
    ...rest,
    scenario,
    measured: { summary, ...(repeats ? { repeats } : {}) },
  };
  return jsonText(stabilize(value, nodeMacs(report.node)));
}

/** A replay as one JSON document, the same in every run but for what was measured. */

import type { NodeModel } from "../input/model.ts";
import type { ReplayReport } from "../play/replay/mod.ts";
import { nodeMacs, stabilize } from "./stable.ts";

/**
 * Returns the document about pods that ran on `node`, indented, with a newline at its end. What may
 * differ from run to run stands under the keys `durationMs` and `measured`.
 */
export function renderJson(report: ReplayReport, node: NodeModel): string {
  const scenario = report.scenario.map(({ durationMs, timeline, flows, ...step }) => ({
    ...step,
    durationMs,
    measured: { timeline, flows },
  }));
  return `${JSON.stringify(stabilize({ ...report, scenario }, nodeMacs(node)), null, 2)}\n`;
}

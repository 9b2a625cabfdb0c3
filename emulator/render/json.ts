/** A replay as one JSON document, the same in every run but for durations. */

import type { NodeModel } from "../model.ts";
import type { ReplayReport } from "../replay/mod.ts";
import { nodeMacs, stabilize } from "./stable.ts";

/** Returns the document about pods that ran on `node`, indented, with a newline at its end. */
export function renderJson(report: ReplayReport, node: NodeModel): string {
  return `${JSON.stringify(stabilize(report, nodeMacs(node)), null, 2)}\n`;
}

/** A replay as one JSON document, the same in every run but for durations. */

import type { ReplayReport } from "../replay/mod.ts";
import { stabilize } from "./stable.ts";

/** Returns the document, indented, with a newline at its end. */
export function renderJson(report: ReplayReport): string {
  return `${JSON.stringify(stabilize(report), null, 2)}\n`;
}

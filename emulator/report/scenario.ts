/** One step of a scenario, as lines. */

import type { ReplayReport } from "../play/replay/mod.ts";
import { duration, paragraph } from "./layout.ts";
import { PLAIN, type Style } from "./style.ts";

/** A step of a scenario that is over. */
type ScenarioStep = ReplayReport["scenario"][number];

const INDENT = "    ";

/**
 * Returns the lines of a step: what was done, what happened when (in ms since then), what became of
 * frames, which calls failed, and what was not as expected.
 */
export function scenarioLines(step: ScenarioStep, style: Style = PLAIN): string[] {
  const { what, durationMs, timeline, flows, failures, unmet } = step;
  const mark = unmet.length > 0 ? style.bad("✗") : style.good("✓");
  return [
    `${mark} ${style.bold(what)} ${style.dim(duration(durationMs))}`,
    ...timeline.map(({ atMs, what }) => `${INDENT}${milliseconds(atMs)}  ${what}`),
    ...Object.entries(flows).map(([direction, flow]) => `${INDENT}${flowText(direction, flow)}`),
    ...failures.flatMap((message) => paragraph(message, INDENT)),
    ...unmet.flatMap((message) => paragraph(message, INDENT).map(style.bad)),
  ];
}

function milliseconds(ms: number): string {
  return `${ms.toFixed(1).padStart(9)} ms`;
}

function flowText(direction: string, flow: ScenarioStep["flows"][string]): string {
  const { sent, lost, duplicated, maxGapMs } = flow;
  const twice = duplicated > 0 ? `, ${duplicated} twice` : "";
  return `${direction}: ${sent} frames, ${lost} lost${twice}; ` +
    `at most ${Math.round(maxGapMs)} ms without one`;
}

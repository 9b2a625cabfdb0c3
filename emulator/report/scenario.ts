/** One step of a scenario, as lines. */

import type { ReplayReport } from "../play/replay/mod.ts";
import type { Mark } from "../play/stage/mod.ts";
import { duration, paragraph } from "./layout.ts";
import { PLAIN, type Style } from "./style.ts";
import { unmetLines } from "./unmet.ts";

/** A step of a scenario that is over. */
type ScenarioStep = ReplayReport["scenario"][number];

const INDENT = "    ";

/** Returns the line of a step that begins. */
export function beginLine(what: string, style: Style = PLAIN): string {
  return `${style.dim("▸")} ${style.bold(what)}`;
}

/** Returns the line of something that was seen in a step: when, in ms since then, and what. */
export function markLine({ atMs, what }: Pick<Mark, "atMs" | "what">): string {
  return `${INDENT}${milliseconds(atMs)}  ${what}`;
}

/**
 * Returns the lines of a step: what was done, what happened when (unless that was `told`), what became
 * of frames, which calls failed, and what was not as expected.
 */
export function scenarioLines(step: ScenarioStep, style: Style = PLAIN, told = false): string[] {
  const { what, durationMs, timeline, flows, failures, unmet } = step;
  const mark = unmet.length > 0 ? style.bad("✗") : style.good("✓");
  return [
    `${mark} ${style.bold(what)} ${style.dim(duration(durationMs))}`,
    ...(told ? [] : timeline.map(markLine)),
    ...Object.entries(flows).map(([direction, flow]) => `${INDENT}${flowText(direction, flow)}`),
    ...failures.flatMap((message) => paragraph(message, INDENT)),
    ...unmet.flatMap((one) => unmetLines(one, INDENT, style)),
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

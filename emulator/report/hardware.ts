/** The hardware of a lab, as lines. */

import type { HardwareState } from "../lab/sandbox/mod.ts";
import { table } from "./layout.ts";
import type { Style } from "./style.ts";

/**
 * Returns a line for each thing that can be taken out of service: what it is, whether it is, and what its
 * cable does to frames.
 */
export function hardwareLines(states: readonly HardwareState[], style: Style): string[] {
  const rows = states.map(({ kind, name, connected, impairment }) => [
    name,
    kind,
    connected ? "up" : "down",
    impairmentText(impairment),
  ]);
  return table(rows).map((line, i) => {
    const { connected, impairment } = states[i] ?? {};
    return !connected ? style.bad(line) : impairment ? style.warn(line) : line;
  });
}

function impairmentText(impairment: HardwareState["impairment"]): string {
  const { lossPercent = 0, duplicatePercent = 0, delayMs = 0 } = impairment ?? {};
  return [
    ...(lossPercent > 0 ? [`loses ${lossPercent} % of frames`] : []),
    ...(duplicatePercent > 0 ? [`doubles ${duplicatePercent} %`] : []),
    ...(delayMs > 0 ? [`each ${delayMs} ms late`] : []),
  ].join(", ");
}

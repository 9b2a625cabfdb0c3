/** The hardware of a lab, as lines. */

import type { HardwareState } from "../lab/sandbox/mod.ts";
import { table } from "./layout.ts";
import type { Style } from "./style.ts";

/** Returns a line for each thing that can be taken out of service: what it is, and whether it is. */
export function hardwareLines(states: readonly HardwareState[], style: Style): string[] {
  const rows = states.map(({ kind, name, connected }) => [kind, name, connected ? "up" : "down"]);
  return table(rows).map((line, i) => states[i]?.connected ? line : style.bad(line));
}

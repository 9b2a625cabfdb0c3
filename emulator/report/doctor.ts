/** What was looked at on a node, as lines. */

import type { Check } from "../lab/doctor/mod.ts";
import { paragraph } from "./layout.ts";
import { PLAIN, type Style } from "./style.ts";

/** Returns what was found; below it, what to do. */
export function checkLines({ status, text, remedy }: Check, style: Style = PLAIN): string[] {
  const marks = { ok: style.good("✓"), note: style.dim("•"), missing: style.bad("✗") };
  return [
    `${marks[status]} ${text}`,
    ...(remedy === "" ? [] : paragraph(`→ ${remedy}`, "  ")),
  ];
}

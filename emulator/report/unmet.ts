/** What is not as expected, as lines. */

import type { Missed } from "../play/replay/mod.ts";
import type { Unmet } from "../play/unmet.ts";
import { paragraph } from "./layout.ts";
import { PLAIN, type Style } from "./style.ts";

/** Texts longer than this say no more. */
const LONGEST = 200;

/** Returns the sentence, and below it the key with what was wanted and what was got. */
export function unmetLines(unmet: Unmet, indent: string, style: Style = PLAIN): string[] {
  return [
    ...paragraph(unmet.message, indent).map(style.bad),
    ...paragraph(comparison(unmet), `${indent}  `).map(style.dim),
  ];
}

/** Returns "traffic.maxGapMs: wanted 50, got 77". */
export function comparison({ key, wanted, got }: Pick<Unmet, "key" | "wanted" | "got">): string {
  return `${key}: wanted ${valueText(wanted)}, got ${valueText(got)}`;
}

/** Returns the value as people read it. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return "none";
  const text = JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** Returns what was not met in some of `replays`: in which, and how far from it. */
export function missedText({ step, key, wanted, got, replays }: Missed, all: number): string {
  const which = replays.length === all ? `all ${all}` : `${replays.length} of ${all}`;
  const values = got.every((one) => typeof one === "number")
    ? range(got)
    : [...new Set(got.map(valueText))].join(" or ");
  return `${step}: ${key}: wanted ${valueText(wanted)} in each replay, got ${values} in ${which}`;
}

function range(values: readonly number[]): string {
  const [min, max] = [Math.min(...values), Math.max(...values)];
  return min === max ? String(min) : `${min} to ${max}`;
}

/** What several replays measured, as lines. */

import type { ReplayReport } from "../play/replay/mod.ts";
import { paragraph, table } from "./layout.ts";
import { missedText } from "./unmet.ts";

/** Returns a table for each step: minimum, median, maximum; nothing of a single replay. */
export function repeatLines({ repeats }: Pick<ReplayReport, "repeats">): string[] {
  if (!repeats) return [];
  const { replays, asExpected, measures, missed } = repeats;
  const amount = (value: number, unit: string) =>
    `${Number(value.toFixed(1))}${unit && ` ${unit}`}`;
  return [
    `${replays} replays, ${asExpected} of them as expected`,
    ...missed.flatMap((one) => paragraph(`- ${missedText(one, replays)}`, "  ")),
    ...measures.length === 0 ? [] : table([
      ["STEP", "", "MINIMUM", "MEDIAN", "MAXIMUM"],
      ...measures.map(({ step, name, unit, min, median, max }, i) => [
        step === measures[i - 1]?.step ? "" : step,
        name,
        ...[min, median, max].map((value) => amount(value, unit)),
      ]),
    ]),
  ];
}

/** What several replays measured, as a small distribution of each thing. */

import type { ReplayReport } from "../../play/replay/mod.ts";
import { html, type Markup } from "./markup.ts";
import { Scale } from "./scale.ts";
import { capital, measured, table } from "./signs.ts";

/** Returns a row for each thing that was measured; nothing of a single replay. */
export function repeatRows({ repeats }: Pick<ReplayReport, "repeats">): Markup | undefined {
  if (!repeats) return undefined;
  const amount = (value: number, unit: string) =>
    measured(`${Number(value.toFixed(1))}${unit && ` ${unit}`}`);
  const rows = repeats.measures.map(({ step, name, unit, values, min, median, max }) => {
    const scale = new Scale(max * 1.05);
    return [
      html`${capital(step)}: ${name}`,
      html`
        <div class="track runs"
          aria-hidden="true">${values.map((value) =>
            html`<i style="left:${scale.at(value)}"></i>`
          )}<span class="mid" style="left:${scale.at(median)}"></span></div>
      `,
      ...[min, median, max].map((value) => amount(value, unit)),
    ];
  });
  return html`
    <p
      class="what">${repeats.replays} replays of one input, ${repeats
        .asExpected} of them as expected; what else is on this page is the first one.</p>${table(
          "What the replays measured",
          ["Step", "Each replay", "Minimum", "Median", "Maximum"],
          rows,
        )}
  `;
}

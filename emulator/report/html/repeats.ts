/** What several replays measured, as a small distribution of each thing. */

import type { ReplayReport } from "../../play/replay/mod.ts";
import { html, type Markup } from "./markup.ts";
import { missedText } from "../unmet.ts";
import { Scale } from "./scale.ts";
import { capital } from "../words.ts";
import { measured, table } from "./signs.ts";

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
  const { replays, asExpected, missed } = repeats;
  return html`
    <p
      class="what">${replays} replays of one input, ${asExpected} of them as expected; what else is on this page is the first one.</p>${missed
        .map((one) =>
          html`<p class="unm">${measured(capital(missedText(one, replays)))}</p>`
        )}${table(
          "What the replays measured",
          ["Step", "Each replay", "Minimum", "Median", "Maximum"],
          rows,
        )}
  `;
}

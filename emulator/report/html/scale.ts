/** Time as a distance: places on a track, in percent. Pure. */

import { html, type Markup } from "./markup.ts";
import { milliseconds } from "../words.ts";

/** A track that goes from 0 to `spanMs`. */
export class Scale {
  constructor(readonly spanMs: number) {}

  /** Returns the place of a time, as CSS has it. */
  at(ms: number): string {
    const share = this.spanMs <= 0 ? 0 : Math.min(1, Math.max(0, ms / this.spanMs));
    return `${(share * 100).toFixed(2)}%`;
  }

  /** Returns the axis: round numbers, at most eight of them. */
  axis(): Markup {
    const step = roundStep(this.spanMs / 7);
    const ticks = Array.from(
      { length: Math.floor(this.spanMs * 0.96 / step) + 1 },
      (_, i) => i * step,
    );
    return html`
      <div class="ax" aria-hidden="true">
        <div class="track">${ticks.map((ms) =>
          html`<span style="left:${this.at(ms)}">${ms === 0 ? "0" : label(ms, this.spanMs)}</span>`
        )}</div>
      </div>
    `;
  }
}

function label(ms: number, spanMs: number): string {
  return spanMs >= 2000 ? `${Number((ms / 1000).toFixed(2))} s` : milliseconds(ms);
}

/** Returns the next number of the row 1, 2, 5, 10, 20, … */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(least, 1e-3)));
  return ([1, 2, 5, 10].find((factor) => factor * power >= least) ?? 10) * power;
}

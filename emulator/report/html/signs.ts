/** Small drawings that all parts of the page share. */

import { milliseconds } from "../words.ts";
import { html, type Markup, raw } from "./markup.ts";

const ICONS = {
  ok: '<circle cx="12" cy="12" r="10.5"/><path class="in" d="M5.5 12.5l4.2 4.3 8.8-9"/>',
  bad:
    '<path d="M7.5 2h9L22 7.5v9L16.5 22h-9L2 16.5v-9z"/><path class="in" d="M7 7l10 10M17 7L7 17"/>',
  warn: '<path d="M12 2.5L22.5 21h-21z"/><path class="in" d="M12 8v6M12 17.4v.3"/>',
  info: '<circle cx="12" cy="12" r="10.5"/><path class="in" d="M12 11v6M12 7v.3"/>',
} as const;

/** Returns a sign; words beside it say the same. */
export function icon(name: keyof typeof ICONS): Markup {
  return html`
    <svg class="ic ${name}" viewBox="0 0 24 24" aria-hidden="true"
      focusable="false">${raw(ICONS[name])}</svg>
  `;
}

/** Returns a value that was measured, and differs from run to run. */
export function measured(text: string): Markup {
  return html`<i class="m">${text}</i>`;
}

/** Returns the measured duration. */
export function took(ms: number): Markup {
  return measured(milliseconds(ms));
}

/** Returns a scrolling block of text that the keyboard reaches. */
export function block(label: string, text: string, kind = ""): Markup {
  return html`<pre class="${kind}" tabindex="0" role="group" aria-label="${label}">${text}</pre>`;
}

/** Returns a table; the first cell of each row is its heading. */
export function table(
  label: string,
  columns: readonly string[],
  rows: readonly (readonly (string | Markup)[])[],
): Markup {
  return html`
    <div class="tw" tabindex="0" role="group" aria-label="${label}">
      <table>
        <thead>
          <tr>${columns.map((name) => html`<th scope="col">${name}</th>`)}</tr>
        </thead>
        <tbody>${rows.map(([first = "", ...cells]) =>
          html`<tr><th scope="row">${first}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`
        )}</tbody>
      </table>
    </div>
  `;
}

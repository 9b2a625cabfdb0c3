/** The picture of the network with the moments that it can be moved through. */

import { type Cast, type Moment, momentWords, type Story } from "../story/mod.ts";
import type { ReplayReport } from "../../play/replay/mod.ts";
import { html, type Markup, raw } from "./markup.ts";
import { podLabel } from "../words.ts";
import { table, took } from "./signs.ts";
import { drawings } from "./topology.ts";

/** Returns the picture, which can be read without script: at the moment that matters most. */
export function picture(
  report: ReplayReport,
  cast: Cast,
  story: Story,
  id: (name: string) => string,
): Markup {
  const { moments, before, at, after, failure } = story;
  const moment = moments[at];
  if (!moment) return html``;
  const { wide, narrow, width } = drawings(cast, moment.frame, id);
  const chips: [string, number][] = failure
    ? [["Before", before], ["At the failure", at], ["After", after]]
    : [["Before", before], ["Attached", at], ["After", after]];
  const { head, rest } = momentWords(moment);
  // Where the wide drawing fits it whole.
  const fits = `@container (min-width:${Math.ceil(width + 52)}px){#${
    id("pane")
  } .wide{display:block}#${id("pane")} .narrow{display:none}}`;
  return html`
    <style>${raw(fits)}</style>
    <div class="stage"><div class="pane" id="${id("pane")}">
    <div class="ctl" role="group" aria-label="Moment of the replay"><div class="chips">${chips.map((
      [name, position],
    ) =>
      html`
        <button type="button" class="chip" data-m="${position}"
          aria-pressed="${String(position === at)}">${name}</button>
      `
    )}</div><div class="slide"><button type="button" class="stp" data-d="-1" aria-label="Previous moment">‹</button><input type="range" min="0" max="${moments
      .length -
      1}" value="${at}" aria-label="Moment"><button type="button" class="stp" data-d="1" aria-label="Next moment">›</button></div></div>
    <p class="cap" aria-live="polite"><b>${head}</b> <span>${rest}</span></p>
    <div class="scroll" tabindex="0" role="group" aria-label="Picture of the network">${wide}${narrow}</div>
    ${legend(cast)}${words(report, cast, moment)}</div>${list(moments, at)}</div>
    <div class="print3" aria-hidden="true"></div>
  `;
}

/** Returns what the script needs to step through the moments: of each what differs from the one before. */
export function momentData({ moments, before, at, after, failure }: Story): unknown {
  let signs: Record<string, string> = {};
  let words: Record<string, string> = {};
  const steps = moments.map((moment) => {
    const { frame } = moment;
    const { head, rest } = momentWords(moment);
    const one = {
      h: head,
      r: rest,
      s: differing(signs, frame.signs),
      w: differing(words, frame.words),
    };
    ({ signs, words } = frame);
    return one;
  });
  return { steps, at, key: [before, at, after], failure };
}

function differing(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(Object.entries(after).filter(([key, value]) => before[key] !== value));
}

const SIGNS = {
  act: '<path class="ln act" d="M1 7H33"/>',
  idle: '<path class="ln" d="M1 7H33"/>',
  lost: '<path class="ln lost" d="M1 7H33"/>',
  cut: '<path class="ln down" d="M1 7H33"/><path class="x cut" d="M12 2l10 10m0-10l-10 10"/>',
  link: (kind: string) =>
    `<g class="node lk ${kind}"><rect x="1" y="1" width="32" height="12" rx="3"/><circle class="gl" cx="9" cy="7" r="3"/><path class="gx" d="M6 4l6 6m0-6l-6 6"/></g>`,
  ring: '<g class="agg"><ellipse cx="17" cy="7" rx="15" ry="5"/></g>',
} as const;

function legend({ groups }: Cast): Markup {
  const entry = (drawing: string, text: string) =>
    html`<li><svg viewBox="0 0 34 14" aria-hidden="true" focusable="false">${
      raw(drawing)
    }</svg>${text}</li>`;
  return html`<ul class="legend" aria-label="Signs in the picture">${[
    entry(SIGNS.act, "frames go here"),
    entry(SIGNS.idle, "idle"),
    entry(SIGNS.lost, "frames are lost here"),
    entry(SIGNS.cut, "no carrier"),
    entry(SIGNS.link("act"), "active link"),
    entry(SIGNS.link("back"), "backup link"),
    entry(SIGNS.link("stale"), "active, but dead"),
    entry(SIGNS.link("down"), "link down"),
    ...(groups.length > 0 ? [entry(SIGNS.ring, "aggregation group")] : []),
  ]}</ul>`;
}

function words({ pods }: ReplayReport, cast: Cast, { frame }: Moment): Markup {
  const several = pods.length > 1;
  const rows = cast.pods.flatMap(({ pod, links }) =>
    links.map(({ name, pciAddress, card }) => {
      const key = `${pod}/${name}`;
      const of = cast.cards.find((one) => one.name === card)?.switch ?? "";
      return [
        html`${
          several && html`
            ${podLabel(pod)}
          `
        }${name}`,
        html`<code>${pciAddress || "–"}</code>`,
        card,
        of || "–",
        html`<span data-w="${key}">${frame.words[key] ?? ""}</span>`,
      ];
    })
  );
  const bonds = cast.pods.map(({ pod, label }) =>
    html`<li><b>${label}</b> <span data-w="${pod}">${frame.words[pod] ?? ""}</span></li>`
  );
  return html`
    <details
      class="words"><summary>The picture in words</summary><ul>${bonds}</ul>${rows.length > 0 &&
        table(
          "Links at this moment",
          ["Link", "Device", "Card", "Switch", "State"],
          rows,
        )}</details>
  `;
}

function list(moments: readonly Moment[], at: number): Markup {
  const groups: { title: string; ms: number | undefined; items: Markup[] }[] = [];
  for (const [i, moment] of moments.entries()) {
    const previous = moments[i - 1];
    if (previous?.group !== moment.group || previous.step !== moment.step) {
      groups.push({ title: moment.group, ms: moment.groupMs, items: [] });
    }
    const { rest } = momentWords(moment);
    groups.at(-1)?.items.push(
      html`<li><button type="button" data-m="${i}" tabindex="${i === at ? 0 : -1}"${
        i === at && raw(' aria-current="step"')
      }><span class="at">${
        moment.atMs !== undefined && took(moment.atMs)
      }</span> <span>${rest}</span></button></li>`,
    );
  }
  return html`
    <div class="events">
      <div class="evs" role="toolbar" aria-orientation="vertical"
        aria-label="Moments of the replay">${groups.map(({ title, ms, items }) =>
          html`
            <h3>${title} ${ms !== undefined && took(ms)}</h3>
            <ol>${items}</ol>
          `
        )}</div>
    </div>
  `;
}

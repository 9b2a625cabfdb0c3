/** One step of a scenario to scale: what happened, which frames got lost, where the time went. */

import { isOfOther, type Moment } from "../story/mod.ts";
import type { ReplayReport } from "../../play/replay/mod.ts";
import { html, type Markup } from "./markup.ts";
import { Scale } from "./scale.ts";
import { listed } from "../../input/words/mod.ts";
import { capital } from "../words.ts";
import { icon, took } from "./signs.ts";

/** A step that is over. */
type ScenarioStep = ReplayReport["scenario"][number];

/** Marks nearer than this share of the track have one pin: with room, and without. */
const NEAR = { wide: 0.05, narrow: 0.16 } as const;
/** From so many frames on ticks are thin, and from so many on they are counted in groups. */
const DENSE = 60;
const BINNED = 400;
const BINS = 100;

/** Returns a step of the scenario; `moments` are those of the whole page. */
export function closeUp(
  step: ScenarioStep,
  position: number,
  moments: readonly Moment[],
  id: (name: string) => string,
): Markup {
  const { what, durationMs, timeline, flows, failures, unmet, startMs } = step;
  const isOpen = unmet.length > 0 || Object.values(flows).some(({ lost }) => lost > 0);
  const scale = new Scale(Math.max(1, durationMs));
  return html`
    <details class="close" id="${id(`step-${position + 1}`)}"
      ${isOpen && " open"}><summary><h3>${icon(unmet.length > 0 ? "bad" : "ok")}<span>${capital(
        what,
      )} ${startMs > 0 && took(durationMs)}</span></h3></summary>${unmet.map(({ message, key }) =>
        html`<p class="unm">${capital(message)} <code>${key}</code></p>`
      )}${failures.map((message) =>
        html`<p class="told">The runtime was told: ${message}</p>`
      )}${(timeline.length > 0 || Object.keys(flows).length > 0) &&
        html`<div class="cu">${scale.axis()}${pins(timeline, scale)}${
          Object.entries(flows).map(([direction, flow]) => strip(direction, flow, scale))
        }${gap(step, scale)}${parts(step, scale)}</div>`}${timeline.length > 0 &&
        html`<div class="two">${events(position, moments)}${partList(step)}</div>`}</details>
  `;
}

function pins(timeline: ScenarioStep["timeline"], scale: Scale): Markup | false {
  if (timeline.length === 0) return false;
  const row = (kind: keyof typeof NEAR) =>
    html`<div class="p${kind === "wide" ? "w" : "n"}">${
      clusters(timeline, scale.spanMs * NEAR[kind]).map(([first, last]) =>
        html`<span style="left:${scale.at(timeline[first]?.atMs ?? 0)}">${
          range(first, last)
        }</span>`
      )
    }</div>`;
  return html`
    <div
      class="lane"><span class="ll">Events</span><div class="track pins" aria-hidden="true">${row(
        "wide",
      )}${row("narrow")}</div></div>
  `;
}

/** Positions of the first and the last mark of each group that is near together. */
function clusters(timeline: ScenarioStep["timeline"], nearMs: number): [number, number][] {
  const groups: [number, number][] = [];
  for (const [i, { atMs }] of timeline.entries()) {
    const group = groups.at(-1);
    const first = group && timeline[group[0]];
    if (group && first && atMs - first.atMs < nearMs) group[1] = i;
    else groups.push([i, i]);
  }
  return groups;
}

function strip(direction: string, flow: ScenarioStep["flows"][string], scale: Scale): Markup {
  const { sent, lost, duplicated, sentMs, arrivedMs } = flow;
  const words = `${direction}: ${sent} frames, ${lost} lost, ${duplicated} came twice`;
  return html`
    <div
      class="lane"><span class="ll">${capital(
        direction,
      )}<small>${html`<i class="m">${lost} of ${sent} lost</i>`}</small></span><div class="track strip${sent >
          DENSE && " dense"}" role="img" aria-label="${words}">${sent > BINNED
        ? bins(flow, scale)
        : sentMs.map((ms, i) =>
          arrivedMs[i] === null
            ? html`<i class="no" style="left:${scale.at(ms)}"></i>`
            : html`<i style="left:${scale.at(arrivedMs[i] ?? ms)}"></i>`
        )}</div></div>
  `;
}

/** Bars as high as the share that came through, with what was lost on top. */
function bins({ sentMs, arrivedMs }: ScenarioStep["flows"][string], scale: Scale): Markup[] {
  const width = scale.spanMs / BINS;
  const all = Array.from({ length: BINS }, () => ({ sent: 0, lost: 0 }));
  for (const [i, ms] of sentMs.entries()) {
    const bin = all[Math.min(BINS - 1, Math.floor(ms / width))];
    if (!bin) continue;
    bin.sent++;
    if (arrivedMs[i] === null) bin.lost++;
  }
  return all.flatMap(({ sent, lost }, i) =>
    sent === 0 ? [] : [
      html`<b class="bin" style="left:${scale.at(i * width)};--lost:${
        Math.round(lost / sent * 100)
      }%"></b>`,
    ]
  );
}

/** The longest silence of both directions, and how long it may be. */
function gap({ flows, expect }: ScenarioStep, scale: Scale): Markup | false {
  const longest = Object.values(flows).toSorted((one, other) => other.maxGapMs - one.maxGapMs)[0];
  const limitMs = expect?.traffic?.maxGapMs;
  if (!longest || (longest.lost === 0 && limitMs === undefined)) return false;
  const { fromMs, toMs } = longest.gap;
  const isOver = limitMs !== undefined && longest.maxGapMs > limitMs;
  const showsLimit = limitMs !== undefined && fromMs + limitMs <= scale.spanMs;
  return html`
    <div
      class="lane"><span class="ll">Without a frame${limitMs !== undefined &&
        html`<small>${
          showsLimit && "┊ "
        }${limitMs} ms allowed</small>`}</span><div class="track"><span class="gap${!isOver &&
        longest.lost === 0 && " fine"}" style="left:${scale.at(fromMs)};width:${scale.at(
          toMs - fromMs,
        )}"></span><b class="gapw" style="left:${scale.at(toMs)}">${took(
          toMs - fromMs,
        )}</b>${showsLimit &&
        html`<span class="limit" style="left:${scale.at(fromMs + limitMs)}"></span>`}</div></div>
  `;
}

/** A part of a failover. */
interface Part {
  words: string;
  fromMs: number;
  toMs: number;
  /** The bond's option that decides how long it takes. */
  option?: string;
}

function parts(step: ScenarioStep, scale: Scale): Markup | false {
  const found = partsOf(step);
  if (found.length === 0) return false;
  return html`
    <div
      class="lane"><span class="ll">Where it went</span><div class="track parts" aria-hidden="true">${found
        .map(({ fromMs, toMs }, i) => {
          const isWide = toMs - fromMs > scale.spanMs * 0.03;
          return html`<span class="q${i}" style="left:${scale.at(fromMs)};width:max(2px,${
            scale.at(toMs - fromMs)
          })">${isWide && html`<b>${"abc"[i]}</b>`}</span>`;
        })}</div></div>
  `;
}

function partList(step: ScenarioStep): Markup | false {
  const found = partsOf(step);
  if (found.length === 0) return false;
  return html`<ol class="plist" type="a">${
    found.map(({ words, fromMs, toMs }) => html`<li>${words} ${took(toMs - fromMs)}</li>`)
  }</ol>`;
}

/** The parts of a failover that were measured; empty where no bond changed over. */
export function partsOf({ timeline, links }: ScenarioStep): Part[] {
  const moves = timeline.filter(({ kind, to }) => kind === "active" && to !== "");
  // The frames are those of the pod that the step is about.
  const moved = moves.find((mark) => !isOfOther(mark)) ?? moves[0];
  if (!moved || !moved.pod) return [];
  const ofPod = timeline.filter(({ pod }) => pod === undefined || pod === moved.pod);
  const fell = ofPod.find(({ kind, link, to }) =>
    (kind === "carrier" || kind === "set") && link === moved.from && to === "down"
  );
  const options = links[moved.pod]?.find(({ name }) => name === moved.link)?.bond ?? {};
  const isArp = Number(options["arp_interval"] ?? 0) > 0;
  const monitor = isArp
    ? `arp_interval ${options["arp_interval"]}`
    : `miimon ${options["miimon"] ?? "0"}`;
  const through = ofPod.find(({ kind, atMs }) => kind === "resumed" && atMs >= moved.atMs);
  const heard = ofPod.find(({ kind, atMs }) => kind === "announced" && atMs >= moved.atMs);
  const done = through ?? heard;
  const all: Part[] = [];
  if (fell) {
    all.push({ words: `until ${moved.from} loses its carrier`, fromMs: 0, toMs: fell.atMs });
  }
  all.push({
    words: `until the bond has noticed it (${monitor})`,
    option: isArp ? "arpInterval" : "miimon",
    fromMs: fell?.atMs ?? 0,
    toMs: moved.atMs,
  });
  if (done) {
    const what = [
      ...(heard ? ["the address is announced"] : []),
      ...(through ? ["the first frame is through"] : []),
    ];
    all.push({
      words: `until ${moved.to} is active, ${listed(what)}`,
      fromMs: moved.atMs,
      toMs: done.atMs,
    });
  }
  return all;
}

function events(position: number, moments: readonly Moment[]): Markup {
  let first = 0;
  const own = moments.flatMap(({ step, mark }) => step === position ? mark ?? [] : []);
  const isMerged = own.length <= (own.at(-1) ?? 0);
  return html`<ol class="evlist${isMerged && " merged"}">${
    moments.flatMap(({ step, mark, atMs = 0, what }, i) => {
      if (step !== position || mark === undefined) return [];
      const numbers = range(first, mark);
      first = mark + 1;
      return [
        html`<li><b>${numbers}</b> <span class="at">${
          took(atMs)
        }</span> <button type="button" class="lnk" data-m="${i}">${what}</button></li>`,
      ];
    })
  }</ol>`;
}

/** Returns the numbers of the marks from `first` to `last`, from 1. */
function range(first: number, last: number): string {
  return first === last ? String(first + 1) : `${first + 1}–${last + 1}`;
}

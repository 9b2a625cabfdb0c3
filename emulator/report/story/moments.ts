/** The moments of a replay that the picture can be moved through. Pure. */

import { type ReplayReport, type Step } from "../../play/replay/mod.ts";
import type { Mark } from "../../play/stage/mod.ts";
import type { Cast } from "./cast.ts";
import { listed } from "../../input/words/mod.ts";
import { capital, count, milliseconds, podLabel } from "../words.ts";
import { type Frame, Network } from "./state.ts";

/** One moment. */
export interface Moment {
  /** What goes on: "Attach", a step of the scenario in words, "Detach". */
  group: string;
  /** How long that took, ms; of steps only. */
  groupMs?: number;
  /** When it was, in ms since the step began; absent of calls and beginnings. */
  atMs?: number;
  what: string;
  /** Frames are lost, or a call failed. */
  bad: boolean;
  frame: Frame;
  /** Positions of the step, and of the mark in its timeline, from 0. */
  step?: number;
  mark?: number;
}

/** Moments, and which of them are worth to begin with. */
export interface Story {
  moments: Moment[];
  before: number;
  at: number;
  after: number;
  /** Whether something goes wrong at `at`. */
  failure: boolean;
}

/** With more pods than these, calls and events of many are one moment. */
export const MANY_PODS = 3;

/** Changes of several pods that are so near to each other are told as one, ms. */
const TOGETHER_MS = 5;

/** Returns the moments of a replay, in their order. */
export function storyOf(report: ReplayReport, cast: Cast): Story {
  const network = new Network(cast);
  const moments: Moment[] = [];
  const tell = (moment: Omit<Moment, "frame">) =>
    moments.push({ ...moment, frame: network.frame() });
  const many = report.pods.length > MANY_PODS;
  tell({ group: "Attach", what: "the node before the first call", bad: false });
  for (const turn of turnsOf(report)) {
    if ("calls" in turn) tellCalls(turn, network, many, tell);
    else tellStep(turn.step, turn.position, network, report.pods.length, tell);
  }
  return { moments, ...keyMoments(report, moments) };
}

/** What happens one after another: calls outside of the scenario's steps, and the steps. */
type Turn =
  | { group: string; calls: { pod: string; call: Step }[] }
  | { step: ReplayReport["scenario"][number]; position: number };

function turnsOf({ pods, scenario }: ReplayReport): Turn[] {
  const calls = pods.flatMap(({ pod, steps }) =>
    steps.filter(({ scenarioStep }) => scenarioStep === undefined).map((call) => ({ pod, call }))
  ).sort((one, other) => one.call.measured.startMs - other.call.measured.startMs);
  const played = scenario.filter(({ startMs }) => startMs > 0);
  const began = played[0]?.startMs ?? Infinity;
  const isAttach = ({ call: { command, measured } }: typeof calls[number]) =>
    measured.startMs < began && command !== "DEL";
  return [
    { group: "Attach", calls: calls.filter(isAttach) },
    ...scenario.map((step, position) => ({ step, position })),
    { group: "Detach", calls: calls.filter((one) => !isAttach(one)) },
  ];
}

type Tell = (moment: Omit<Moment, "frame">) => void;

function tellCalls(
  { group, calls }: Extract<Turn, { calls: unknown }>,
  network: Network,
  many: boolean,
  tell: Tell,
): void {
  for (const [i, { pod, call }] of calls.entries()) {
    network.change(pod, call.measured.links);
    const next = calls[i + 1];
    // Of many pods, each one's calls are one moment.
    if (many && next?.pod === pod && !call.error) continue;
    const ofPod = calls.filter((one) => one.pod === pod).length;
    const what = many && !call.error
      ? `${podLabel(pod)}: ${count(ofPod, "call")}`
      : `${many ? `${podLabel(pod)}: ` : ""}${callWords(call)}`;
    tell({ group, what, bad: call.error !== undefined });
  }
}

/** Returns what a call was, and whether it failed. */
function callWords({ command, ifname, type, error }: Step): string {
  return `${command} ${ifname} (${type})${error ? `: error ${error.code}` : ""}`;
}

function tellStep(
  step: ReplayReport["scenario"][number],
  position: number,
  network: Network,
  pods: number,
  tell: Tell,
): void {
  const { action, links, outOfService, timeline, startMs, what, durationMs, unmet } = step;
  if (startMs === 0) return;
  const group = capital(what);
  const about = { group, groupMs: durationMs, step: position };
  if ("traffic" in action) network.trafficWith(action.traffic.host);
  for (const [pod, found] of Object.entries(links)) network.has(pod, found);
  network.outOfService(outOfService);
  tell({ ...about, what, bad: timeline.length === 0 && unmet.length > 0 });
  for (let i = 0; i < timeline.length;) {
    const together = pods > MANY_PODS ? sameFrom(timeline, i) : timeline.slice(i, i + 1);
    for (const mark of together) network.happen(mark);
    const [first] = together;
    const last = i + together.length - 1;
    if (first) {
      const { atMs } = first;
      const bad = ["carrier", "set", "removed"].includes(first.kind) && first.to !== "up";
      tell({ ...about, atMs, what: togetherWords(together, pods > 1), bad, mark: last });
    }
    i = last + 1;
  }
}

/** The marks from `start` on that say the same of several links or pods at once. */
function sameFrom(timeline: readonly Mark[], start: number): Mark[] {
  const [first, ...rest] = timeline.slice(start);
  if (!first) return [];
  const end = rest.findIndex(({ kind, to, atMs }) =>
    kind !== first.kind || atMs - first.atMs > TOGETHER_MS ||
    // Every pod announces an address of its own.
    to !== first.to && kind !== "announced"
  );
  const mergeable = ["carrier", "mii", "active", "announced"].includes(first.kind);
  return mergeable ? [first, ...rest.slice(0, end < 0 ? undefined : end)] : [first];
}

/** Returns what happened to the mark's pod; of others than the step is about, the mark itself names the pod. */
function ownWords(mark: Mark): string {
  return isOfOther(mark) ? mark.what.slice(`${mark.pod}: `.length) : mark.what;
}

/** Returns whether the mark is of another pod than its step is about. */
export function isOfOther({ pod, what }: Mark): boolean {
  return pod !== undefined && what.startsWith(`${pod}: `);
}

/** Returns what happened; with the pod that it happened in where there are `several`. */
function togetherWords(marks: readonly Mark[], several: boolean): string {
  const [first, ...others] = marks;
  if (!first) return "";
  if (others.length === 0) {
    return several && first.pod ? `${podLabel(first.pod)}: ${ownWords(first)}` : first.what;
  }
  if (first.kind === "announced") return `${marks.length} addresses are announced`;
  const links = [...new Set(marks.map(({ link = "" }) => link))].sort();
  const pods = [...new Set(marks.map(({ pod = "" }) => podLabel(pod)))];
  const where = pods.length === 1 ? `in ${pods[0]}` : `in ${pods.length} pods`;
  const names = listed(links);
  if (first.kind === "active") return `${names} sends through ${first.to || "no link"} ${where}`;
  if (first.kind === "mii") return `bonds see ${names} ${first.to} ${where}`;
  return `${names} ${first.to === "up" ? "got a carrier" : "lost the carrier"} ${where}`;
}

/** The moment to begin with: where frames are first lost, or a call fails; else after the last ADD. */
function keyMoments(
  { scenario }: ReplayReport,
  moments: readonly Moment[],
): Omit<Story, "moments"> {
  const call = moments.findIndex(({ bad, step }) => bad && step === undefined);
  const lossy = scenario.findIndex(({ flows }) =>
    Object.values(flows).some(({ lost }) => lost > 0)
  );
  const unmet = scenario.findIndex(({ unmet }) => unmet.length > 0);
  const fell = moments.find((one) => one.bad && one.step !== undefined)?.step ?? -1;
  const step = [lossy, unmet, fell].find((position) => position >= 0) ?? -1;
  const inStep = moments.findIndex((one) => one.step === step && one.bad);
  const began = moments.findIndex((one) => one.step === step);
  const ended = moments.findLastIndex((one) => one.step === step);
  if (step >= 0 && began >= 0 && (call < 0 || began < call)) {
    const at = inStep >= 0 ? inStep : began;
    return { before: Math.max(0, began - 1), at, after: Math.max(ended, at), failure: true };
  }
  const last = moments.length - 1;
  if (call >= 0) return { before: call - 1, at: call, after: last, failure: true };
  const attached = moments.findLastIndex(({ group }) => group === "Attach");
  return { before: 0, at: attached, after: last, failure: false };
}

/** Returns a moment in words: what goes on, and what is seen. */
export function momentWords({ group, atMs, what }: Moment): { head: string; rest: string } {
  const head = atMs === undefined ? group : `${group}, ${milliseconds(atMs)}`;
  return { head, rest: what === "" ? "" : what };
}

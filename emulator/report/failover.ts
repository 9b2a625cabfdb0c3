/** What a step of a scenario did to the way of frames, drawn with characters. Pure. */

import type { ReplayReport } from "../play/replay/mod.ts";
import { WIDTH } from "./layout.ts";
import { type Cast, castOf, type CastPod, type Frame, type Sign, storyOf } from "./story/mod.ts";
import { PLAIN, type Style } from "./style.ts";
import { count, milliseconds, podLabel, shortened } from "./words.ts";

const INDENT = "    ";
/** More links than these are not drawn. */
const MOST_LINKS = 8;
/** How long names may be: the first at which everything fits counts. */
const NAME_LENGTHS = [15, 12, 9, 7, 5, 3];

/** As long as "active, dead": columns stay where they are from moment to moment. */
const WORDS_WIDTH = 12;

/** What stands for a link of the pod. */
const MARKS: Partial<Record<Sign, string>> = {
  act: "●",
  back: "○",
  stale: "✗",
  down: "✗",
};

/**
 * Returns the links of each bond that the step at `position` changed, with the way of frames up to
 * the host: before, when it failed, and in the end. Nothing where no link is in another state.
 */
export function failoverLines(
  report: ReplayReport,
  position: number,
  style: Style = PLAIN,
): string[] {
  const cast = castOf(report);
  const { moments } = storyOf(report, cast);
  const began = moments.findIndex(({ step }) => step === position);
  const before = moments[began - 1];
  const after = moments.findLast(({ step }) => step === position);
  if (!before || !after) return [];
  const changed = cast.pods.filter((pod) => differs(pod, before.frame, after.frame));
  const [pod, ...others] = changed;
  if (!pod) return [];
  const failed = moments.find(({ step, bad }) => step === position && bad);
  const used = cast.hosts.filter(({ name }) =>
    [before, after].some(({ frame }) => isUsed(frame.signs[`h:${name}`]))
  );
  const drawn = drawing(report, { ...cast, hosts: used }, pod, position);
  const scene = (title: string, frame: Frame) => [title, ...drawn(frame, style)];
  const who = changed.length > 1 || report.pods.length > 1 ? `${podLabel(pod.pod)}, ` : "";
  return [
    ...scene(`${who}before`, before.frame),
    ...(failed && failed !== after
      ? scene(`${milliseconds(failed.atMs ?? 0)}: ${failed.what}`, failed.frame)
      : []),
    ...scene("in the end", after.frame),
    ...(others.length > 0 ? [`${count(others.length, "more pod")} changed, too`] : []),
  ].map((line) => `${INDENT}${line}`);
}

function differs({ pod, links }: CastPod, before: Frame, after: Frame): boolean {
  return links.some(({ name }) => {
    const key = `l:${pod}/${name}`;
    return before.signs[key] !== after.signs[key];
  });
}

/** A part of the way of frames: the sign of the line to it, its name, and what is the matter with it. */
type Part = readonly [line: Sign, name: string, state: "" | " off"];

/** Returns what draws the bonds of a pod at a moment. */
function drawing(
  { scenario }: ReplayReport,
  cast: Cast,
  { pod, links }: CastPod,
  position: number,
): (frame: Frame, style: Style) => string[] {
  const found = scenario[position]?.links[pod] ?? [];
  const masters = new Map(found.map(({ name, master = "" }) => [name, master]));
  const bonds = [...new Set(links.map(({ name }) => masters.get(name) ?? ""))]
    .filter((bond) => bond !== "");
  return (frame, style) =>
    bonds.flatMap((bond) => {
      const members = links.filter(({ name }) => masters.get(name) === bond);
      const shown = members.slice(0, MOST_LINKS);
      const rows = shown.map(({ name, card }) => {
        const sign = frame.signs[`l:${pod}/${name}`] ?? "";
        const used = sign === "act" || sign === "stale";
        const line = frame.signs[`s:${pod}/${name}`] ?? "";
        return {
          sign,
          name,
          words: frame.words[`${pod}/${name}`] ?? "",
          used,
          way: [[line, card, ""] as const, ...above(cast, frame, card)],
        };
      });
      const most = NAME_LENGTHS.find((length) =>
        rowTexts(bond, rows, length).every((text) => INDENT.length + 2 + text.length <= WIDTH)
      ) ?? 3;
      const rest = members.length - shown.length;
      return [
        ...rowTexts(bond, rows, most).map((text, i) => {
          const { sign = "" } = rows[i] ?? {};
          const paint = sign === "act" ? style.good : MARKS[sign] === "✗" ? style.bad : String;
          return `  ${paint(text)}`;
        }),
        ...(rest > 0 ? [`  ${count(rest, "more link")}`] : []),
      ];
    });
}

/** A link of a bond, and where its frames go. */
interface Row {
  sign: Sign;
  name: string;
  words: string;
  /** Whether the bond sends through it. */
  used: boolean;
  way: readonly Part[];
}

function rowTexts(bond: string, rows: readonly Row[], most: number): string[] {
  const short = (name: string) => shortened(name, most);
  const names = Math.max(0, ...rows.map(({ name }) => short(name).length));
  const head = short(bond);
  return rows.map(({ sign, name, words: said, used, way }, i) => {
    const corner = rows.length === 1 ? "─" : i === 0 ? "┬" : i === rows.length - 1 ? "└" : "├";
    const label = i === 0 ? head : " ".repeat(head.length);
    const link = `${MARKS[sign] ?? "·"} ${short(name).padEnd(names)} ${said.padEnd(WORDS_WIDTH)}`;
    const parts = way.map(([line, part, state]) => `${stroke(line, used)} ${short(part)}${state}`);
    return `${label} ${corner}${used ? "━" : "─"} ${link} ${parts.join(" ")}`;
  });
}

/** A line: thick where frames go, dotted where they get lost, crossed where it is cut. */
function stroke(sign: Sign, used: boolean): string {
  if (sign.endsWith("cut")) return "─╳─";
  if (!used) return "───";
  return sign === "lost" ? "╍╍╍" : sign === "act" ? "━━━" : "───";
}

/** What is above a card: its switch, that one's uplink and so on, up to a host. */
function above({ cards, switches, hosts }: Cast, frame: Frame, card: string): Part[] {
  const parts: Part[] = [];
  const seen = new Set<string>();
  let line = frame.signs[`c:${card}`] ?? "";
  let name = cards.find((one) => one.name === card)?.switch ?? "";
  while (name !== "" && !seen.has(name)) {
    seen.add(name);
    parts.push([line, name, frame.signs[`S:${name}`] === "bad" ? " off" : ""]);
    const host = hosts.find((one) => one.switch === name);
    if (host) return [...parts, [frame.signs[`h:${host.name}`] ?? "", host.name, ""]];
    line = frame.signs[`u:${name}`] ?? "";
    name = switches.find((one) => one.name === name)?.uplink ?? "";
  }
  return parts;
}

function isUsed(sign: Sign | undefined): boolean {
  return sign === "act" || sign === "lost";
}

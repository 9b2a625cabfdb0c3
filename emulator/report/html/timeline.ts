/** All calls and steps of a replay, to scale. */

import { MANY_PODS } from "../story/mod.ts";
import type { ReplayReport, Step } from "../../play/replay/mod.ts";
import { html, type Markup } from "./markup.ts";
import { Scale } from "./scale.ts";
import { count, podLabel } from "../words.ts";
import { took } from "./signs.ts";

/** Something that took time. */
interface Row {
  group: string;
  kind: string;
  label: string;
  /** Words about what went wrong; "" for nothing. */
  bad: string;
  href: string;
  startMs: number;
  durationMs: number;
}

/** Returns the rows on a common axis; `id` makes names of elements. */
export function timeline(report: ReplayReport, id: (name: string) => string): Markup {
  const rows = rowsOf(report, id);
  const spanMs = Math.max(1, ...rows.map(({ startMs, durationMs }) => startMs + durationMs));
  const scale = new Scale(spanMs);
  let group = "";
  const items = rows.flatMap((row) => {
    const heading = row.group === group ? [] : [html`<li class="gh">${row.group}</li>`];
    group = row.group;
    return [
      ...heading,
      html`
        <li
          class="tr"><a class="lab" href="#${row.href}"><b class="cmd ${row.kind}">${row
            .kind}</b> <span>${row.label}${row.bad !== "" &&
            html`<span class="badw">, ${row.bad}</span>`}</span></a>${track(row, scale)}</li>
      `,
    ];
  });
  return html`${scale.axis()}<ol class="tl">${items}</ol>`;
}

function track({ kind, bad, startMs, durationMs }: Row, scale: Scale): Markup {
  const endMs = startMs + durationMs;
  // What begins late is labelled at its left, where there is room.
  const isLate = endMs > scale.spanMs * 0.8;
  const place = isLate
    ? html`right:calc(100% - ${scale.at(startMs)})`
    : html`left:${scale.at(endMs)}`;
  return html`
    <div
      class="track"><span class="bar ${kind}${bad !== "" && " bad"}" style="left:${scale.at(
        startMs,
      )};width:max(3px,${scale.at(durationMs)})"></span><span class="dur" style="${place}">${took(
        durationMs,
      )}</span></div>
  `;
}

function rowsOf(report: ReplayReport, id: (name: string) => string): Row[] {
  const { pods, scenario } = report;
  let number = 0;
  const numbered = pods.flatMap(({ pod, steps }) =>
    steps.map((call) => ({ pod, call, href: id(`call-${++number}`) }))
  );
  const began = Math.min(
    Infinity,
    ...scenario.map(({ startMs }) => startMs).filter((ms) => ms > 0),
  );
  const groupOf = (call: Step) =>
    call.scenarioStep !== undefined
      ? "Scenario"
      : call.measured.startMs < began && call.command !== "DEL"
      ? "Attach"
      : "Detach";
  const several = pods.length > 1;
  const many = pods.length > MANY_PODS;
  const calls = numbered.map(({ pod, call, href }): Row & { pod: string; end: number } => ({
    group: groupOf(call),
    pod,
    kind: call.command,
    label: `${several ? `${podLabel(pod)} ` : ""}${call.ifname} ${call.type}`,
    bad: call.error ? `error ${call.error.code}` : "",
    href,
    startMs: call.measured.startMs,
    durationMs: call.durationMs,
    end: call.measured.startMs + call.durationMs,
  }));
  const steps = scenario.flatMap(({ what, unmet, startMs, durationMs }, i): Row[] =>
    startMs === 0 ? [] : [{
      group: "Scenario",
      kind: "step",
      label: `${i + 1}: ${what}`,
      bad: unmet.length > 0 ? "not as expected" : "",
      href: id(`step-${i + 1}`),
      startMs,
      durationMs,
    }]
  );
  const order = ["Attach", "Scenario", "Detach"];
  return [...(many ? merged(calls) : calls), ...steps].sort((one, other) =>
    order.indexOf(one.group) - order.indexOf(other.group) || one.startMs - other.startMs
  );
}

/** The calls of one command of one pod in a row as one. */
function merged(calls: readonly (Row & { pod: string; end: number })[]): Row[] {
  const rows = new Map<string, Row & { end: number; calls: number; pod: string }>();
  for (const call of calls) {
    const key = `${call.pod} ${call.group} ${call.kind}`;
    const known = rows.get(key);
    if (!known) {
      rows.set(key, { ...call, calls: 1 });
      continue;
    }
    known.calls++;
    known.bad ||= call.bad;
    known.startMs = Math.min(known.startMs, call.startMs);
    known.end = Math.max(known.end, call.end);
  }
  return [...rows.values()].map((row) => ({
    ...row,
    label: `${podLabel(row.pod)}: ${count(row.calls, "call")}`,
    durationMs: row.end - row.startMs,
  }));
}

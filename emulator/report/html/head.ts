/** The head of a report: the verdict in a sentence, and the figures of the replay. */

import type { ReplayReport } from "../../play/replay/mod.ts";
import type { Outcome } from "../verdict.ts";
import { type Content, html, type Markup } from "./markup.ts";
import { count, milliseconds } from "../words.ts";
import { icon, measured } from "./signs.ts";

/** Returns the sign of an outcome. */
export function outcomeIcon({ verdict }: Pick<Outcome, "verdict">): Markup {
  return icon(verdict === "ok" ? "ok" : verdict === "running" ? "info" : "bad");
}

/** Returns the head; `heading` is its level. */
export function head(report: ReplayReport, outcome: Outcome, heading: "h1" | "h2"): Markup {
  const title = heading === "h1"
    ? html`<h1>${outcome.summary}</h1>`
    : html`<h2>${outcome.summary}</h2>`;
  return html`
    <div class="verdict">${outcomeIcon(outcome)}<div>${title}${report.description !== "" &&
      html`<p class="lead">${report.description}</p>`}</div></div>
    <dl class="facts">${facts(report, outcome).map(([term, value, more]) =>
      html`
        <div>
          <dt>${term}</dt>
          <dd>${value}${more && html`<small>${more}</small>`}</dd>
        </div>
      `
    )}</dl>
    <p
      class="det">Two replays of one input give the same report, but for values ${measured(
        "set like this",
      )}, which are measured. There is no date and no path of a machine in it.</p>
  `;
}

type Fact = [term: string, value: Content, more?: string];

function facts(report: ReplayReport, { exitStatus, verdict }: Outcome): Fact[] {
  const { kernel, pods, scenario } = report;
  const calls = pods.flatMap(({ steps }) => steps);
  const failed = calls.filter(({ error }) => error !== undefined).length;
  const attached = pods.filter(({ podLinks }) => podLinks.length > 0).length;
  const leaks = pods.flatMap(({ leaks }) => leaks).length;
  const unmet = scenario.filter((step) => step.unmet.length > 0).length;
  const flows = scenario.flatMap((step) => Object.values(step.flows));
  const sent = flows.reduce((sum, flow) => sum + flow.sent, 0);
  const lost = flows.reduce((sum, flow) => sum + flow.lost, 0);
  const gap = Math.max(0, ...flows.map(({ maxGapMs }) => maxGapMs));
  return [
    ...(kernel.release === "" ? [] : [
      [
        "Kernel",
        `Linux ${kernel.release}`,
        kernel.provider === "uml" ? "User-mode Linux" : "this machine's own",
      ] satisfies Fact,
    ]),
    ["Pods", `${attached} of ${pods.length} attached`],
    ["CNI calls", calls.length, failed > 0 ? `${failed} failed` : "none failed"],
    ...(scenario.length > 0
      ? [
        [
          "Scenario",
          count(scenario.length, "step"),
          unmet > 0 ? `${unmet} not as expected` : "all as expected",
        ] satisfies Fact,
      ]
      : []),
    ...(sent > 0
      ? [
        ["Frames lost", measured(`${lost} of ${sent}`), "both ways"] satisfies Fact,
        ["Longest silence", measured(milliseconds(gap))] satisfies Fact,
      ]
      : []),
    ...(verdict === "running"
      ? []
      : [["Left behind", leaks > 0 ? count(leaks, "thing") : "nothing"] satisfies Fact]),
    ...(verdict === "running" ? [] : [["Exit status", exitStatus] satisfies Fact]),
  ];
}

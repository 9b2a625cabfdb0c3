/** A replay as text, part by part while it goes on. */

import { DEFAULT_NAMESPACE, parseName } from "../input/names.ts";
import type { ReplayEvent, ReplayReport } from "../play/replay/mod.ts";
import { podBondLines } from "./bond.ts";
import { chainTree } from "./chain.ts";
import { failoverLines } from "./failover.ts";
import { ipAddress } from "./ip_address.ts";
import { asText, paragraph } from "./layout.ts";
import { beginLine, markLine, scenarioLines } from "./scenario.ts";
import { stepColumns, stepLines } from "./step.ts";
import { PLAIN, type Style } from "./style.ts";

/** Turns events into text. */
export class TextReport {
  readonly #style: Style;
  /** Widths of the steps' columns, by pod. */
  readonly #columns = new Map<string, number[]>();
  readonly #live: boolean;
  #last = "";

  /** With `live` everything that is seen in a step of a scenario is told as soon as it is. */
  constructor(style: Style = PLAIN, live = false) {
    this.#style = style;
    this.#live = live;
  }

  /**
   * Returns the text for the next event, "" when there is nothing to say yet. What a step of a
   * scenario changed is drawn where there is the report so far.
   */
  render(event: ReplayEvent, report?: ReplayReport): string {
    const lines = this.#lines(event, report);
    if (lines.length === 0) return "";
    // Steps belong together; everything else stands apart.
    const part = partOf(event);
    const together = part === this.#last && /^(step|scenario)/.test(part);
    const apart = this.#last !== "" && !together;
    this.#last = part;
    return asText(apart ? ["", ...lines] : lines);
  }

  #lines(event: ReplayEvent, report: ReplayReport | undefined): string[] {
    const style = this.#style;
    switch (event.event) {
      case "kernel":
        return [style.dim(`Linux ${event.release} (${providerName(event.provider)})`)];
      case "pod":
        this.#columns.set(event.pod, stepColumns(event.chain));
        return [style.bold(event.pod), ...chainTree(event.chain)];
      case "step":
        return stepLines(event.step, this.#columns.get(event.pod) ?? [], style);
      case "running":
        return [
          style.dim(execLine(event.pod)),
          ...ipAddress(event.podLinks),
          ...spaced(podBondLines(event.podLinks)),
        ];
      case "scenario":
        return [
          ...scenarioLines(event.step, style, this.#live),
          ...(report ? failoverLines(report, report.scenario.length - 1, style) : []),
        ];
      case "failure":
        return paragraph(`${event.pod}: ${event.message}`, "").map(style.bad);
      case "begin":
        return this.#live ? [beginLine(event.step.what, style)] : [];
      case "mark":
        return this.#live ? [markLine(event.mark)] : [];
      case "end":
        return [];
    }
  }
}

/** Returns the last part of a replay: how the chain came out, and what was left behind. */
export function verdictText({ pods, scenario }: ReplayReport, style: Style = PLAIN): string {
  const leaks = pods.flatMap(({ leaks }) => leaks);
  const unmet = scenario.flatMap(({ what, unmet }) =>
    unmet.map(({ message }) => `${what}: ${message}`)
  );
  const failed = pods.filter(({ verdict }) => verdict === "failed").map(({ pod }) => pod);
  const chain = failed.length > 0 ? `chain failed for ${failed.join(", ")}` : "chain ok";
  const left = leaks.length > 0 ? "but not everything is as before:" : "nothing left behind";
  const changes = pods.flatMap(({ changes = [] }) => changes);
  const emphasis = failed.length + leaks.length + unmet.length > 0 ? style.bad : style.good;
  return asText([
    "",
    emphasis(`${chain}, ${left}`),
    ...leaks.flatMap(({ message }) => paragraph(`- ${message}`, "  ")),
    ...(changes.length > 0 ? ["not as before, but as the plugin always leaves it:"] : []),
    ...changes.flatMap(({ message, by }) => paragraph(`- ${by}: ${message}`, "  ")),
    ...(unmet.length > 0 ? [style.bad("not as expected:")] : []),
    ...unmet.flatMap((message) => paragraph(`- ${message}`, "  ")),
  ]);
}

/** What belongs together has the same name. */
function partOf(event: ReplayEvent): string {
  if (event.event === "step") return `step ${event.pod}`;
  return event.event === "begin" || event.event === "mark" ? "scenario" : event.event;
}

function spaced(lines: readonly string[]): string[] {
  return lines.length > 0 ? ["", ...lines] : [];
}

function execLine(pod: string): string {
  const { namespace, name } = parseName(pod);
  return `$ kubectl exec ${
    namespace === DEFAULT_NAMESPACE ? "" : `-n ${namespace} `
  }${name} -- ip a`;
}

function providerName(provider: string): string {
  return provider === "uml" ? "User-mode Linux" : "this machine's kernel";
}

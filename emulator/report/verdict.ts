/** How a replay came out, in a sentence. Pure. */

import { Status } from "../input/status.ts";
import { exitStatus, type PodReport, type ReplayReport, type Verdict } from "../play/replay/mod.ts";

/** How the whole came out. */
export interface Outcome {
  /** That of `bond emulate`. */
  exitStatus: number;
  /** `wrong` when the manifests kept it from being replayed, `running` while it goes on. */
  verdict: Verdict | "wrong" | "running";
  /** In a sentence without a full stop. */
  summary: string;
}

/** Returns how a replay came out. */
export function outcomeOf(report: ReplayReport): Outcome {
  const status = exitStatus(report);
  const verdicts = report.pods.map(({ verdict }) => verdict);
  const verdict = status === Status.wrong
    ? "wrong"
    : (["failed", "unexpected", "leaked"] as const).find((one) => verdicts.includes(one)) ??
      (status === Status.ok ? "ok" : "unexpected");
  return { exitStatus: status, verdict, summary: summaryOf(report, verdict) };
}

/** Returns how a replay stands that goes on. */
export function standOf({ pods, scenario }: ReplayReport): Outcome {
  const step = scenario.at(-1);
  const call = pods.flatMap(({ steps }) => steps).at(-1);
  const last = step ? step.what : call ? `${call.command} ${call.ifname}` : "";
  const summary = last === "" ? "The lab is being built" : `The replay goes on; last: ${last}`;
  return { exitStatus: Status.ok, verdict: "running", summary };
}

function summaryOf(report: ReplayReport, verdict: Outcome["verdict"]): string {
  const { pods, scenario } = report;
  switch (verdict) {
    case "wrong": {
      const errors = report.diagnostics.filter(({ severity }) => severity === "error").length;
      const whom = pods.length === 1 && pods[0]?.verdict === "failed"
        ? "the pod was not attached"
        : "not every pod was attached";
      return `The manifests have ${number(errors, "error")}: ` +
        (pods.length === 0 ? "nothing was replayed" : whom);
    }
    case "failed":
      return failureOf(pods.filter((pod) => pod.verdict === "failed"), pods.length);
    case "leaked": {
      const leaks = pods.flatMap(({ leaks }) => leaks).length;
      return `${attachedWords(report)}, but ${number(leaks, "thing")} ${
        leaks === 1 ? "was" : "were"
      } left behind`;
    }
    case "unexpected": {
      const missed = scenario.flatMap(({ unmet }) => unmet).length;
      const what = movesOf(report) ?? attachedWords(report);
      return `${what}, but ${number(missed, "expectation")} ${
        missed === 1 ? "was" : "were"
      } not met`;
    }
    case "running":
    case "ok":
      return movesOf(report) ?? `${attachedWords(report)}, and nothing was left behind`;
  }
}

function failureOf(failed: readonly PodReport[], all: number): string {
  const [first] = failed;
  const call = first?.steps.find(({ error }) => error !== undefined);
  const verb = call?.command === "DEL"
    ? "detached"
    : call?.command === "CHECK"
    ? "checked"
    : "attached";
  const who = all === 1
    ? "The pod was"
    : `${failed.length} of ${all} pods ${failed.length === 1 ? "was" : "were"}`;
  const why = call ? `: ${call.type} refused ${call.command} of ${call.ifname}` : "";
  return `${who} not ${verb}${why}`;
}

function attachedWords({ pods }: ReplayReport): string {
  const networks = pods.flatMap(({ chain }) => chain).length;
  const what = number(networks, "network");
  const whom = pods.length === 1 ? "" : ` of ${number(pods.length, "pod")}`;
  return `${what}${whom} ${networks === 1 ? "was" : "were"} attached and detached`;
}

/** What bonds did about what happened to them, and what that cost; undefined where they did nothing. */
function movesOf({ scenario, pods }: ReplayReport): string | undefined {
  const moves = scenario.flatMap(({ timeline }) =>
    timeline.filter(({ kind }) => kind === "active")
  );
  const [first] = moves;
  if (!first) return undefined;
  const who = pods.length === 1
    ? first.link
    : `${first.pod?.replace(/^default\//, "")}'s ${first.link}`;
  const moved = moves.length === 1
    ? first.to === "" ? `${who} was left without a link` : `${who} went over to ${first.to}`
    : `${pods.length === 1 ? who : "The bonds"} changed over ${moves.length} times`;
  const flows = scenario.flatMap(({ flows }) => Object.values(flows));
  if (flows.length === 0) return moved;
  const lost = flows.reduce((sum, flow) => sum + flow.lost, 0);
  const gap = Math.round(Math.max(...flows.map(({ maxGapMs }) => maxGapMs)));
  const cost = lost === 0
    ? "no frame was lost"
    : `${number(lost, "frame")} ${lost === 1 ? "was" : "were"} lost`;
  return `${moved}; ${cost}, and at most ${gap} ms passed without one`;
}

function number(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? "" : "s"}`;
}

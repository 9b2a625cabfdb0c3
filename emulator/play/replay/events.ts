/** What a replay reports while it goes on: one object after another, in the order of events. */

import type { Excerpt } from "../../input/excerpt.ts";
import type { Diagnostic, NodeModel, Position } from "../../input/model.ts";
import { Status } from "../../input/status.ts";
import type { Leak, PodLink } from "../../lab/sandbox/mod.ts";
import type { Mark, StepReport } from "../stage/mod.ts";
import type { Repeats } from "./repeats.ts";
import type { Step } from "./trace.ts";

/** The annotation that tells what the networks have given a pod. */
const NETWORK_STATUS = "k8s.v1.cni.cncf.io/network-status";

/** How a pod came out: `unexpected` when something was not as the scenario expects. */
export type Verdict = "ok" | "failed" | "leaked" | "unexpected";

/** Something that happened. `pod` is "namespace/name". */
export type ReplayEvent =
  | { event: "kernel"; provider: string; release: string }
  | { event: "pod"; pod: string; chain: ChainLink[] }
  | { event: "step"; pod: string; step: Step }
  /** All networks are attached; `networkStatus` is absent where no Multus writes it. */
  | { event: "running"; pod: string; podLinks: PodLink[]; networkStatus?: string }
  | { event: "failure"; pod: string; message: string }
  /** A step of the scenario begins: its position, from 0, and what is known of it by then. */
  | { event: "begin"; position: number; step: StepReport }
  /** Something was seen in the step that goes on: as soon as it was. */
  | { event: "mark"; mark: Mark }
  /** A step of the scenario is over. */
  | { event: "scenario"; step: StepReport }
  /** `changes` are no leaks: the plugins that made them always do. */
  | { event: "end"; pod: string; verdict: Verdict; leaks: Leak[]; changes?: Leak[] };

/** One attachment of a pod, before anything runs. */
export interface ChainLink {
  /** "namespace/name", or the CNI name of the default network. */
  network: string;
  /** The interface in the pod. */
  ifname: string;
  /** The plugin types, in the order in which they run. */
  types: string[];
  /** PCI address of the device that the attachment has been given. */
  device?: string;
  /** Where its configuration was written. */
  position?: Position;
  /** The lines round that. */
  source?: Excerpt;
}

/** Everything about one pod, as the JSON output has it. */
export interface PodReport {
  /** "namespace/name" */
  pod: string;
  /** How it came out. */
  verdict: Verdict;
  /** Why attaching or detaching the pod failed, in the words that the container runtime gets. */
  failures: string[];
  /** Its attachments in their order. */
  chain: ChainLink[];
  /** The plugins that ran for it, in their order. */
  steps: Step[];
  /** Its links when all networks were attached. */
  podLinks: PodLink[];
  /** What the networks have given it, as Multus tells it. */
  networkStatus: unknown[];
  /** What Multus writes into the pod: the network status, byte for byte. */
  annotations: Record<string, string>;
  /** What was not as before when it was gone. */
  leaks: Leak[];
  /** What is not as before, as the plugin that changed it always leaves it; absent where nothing is. */
  changes?: Leak[];
  /** What there is to say about the manifests. */
  diagnostics: Diagnostic[];
}

/** What is known of a replay before anything runs. */
export interface ReplaySubject {
  /** The scenario's name, or what was asked to be replayed. */
  name: string;
  /** What the scenario shows; "" where it does not say. */
  description: string;
  /** The node, and the network that it is plugged into. */
  node: NodeModel;
  /** Whether the manifests let everything be replayed. */
  complete: boolean;
  /** About the manifests, pods that could not even be started included. */
  diagnostics: Diagnostic[];
}

/** The JSON document of a replay. */
export interface ReplayReport extends ReplaySubject {
  /** Where it ran. */
  kernel: { provider: string; release: string };
  /** In the order in which they were attached. */
  pods: PodReport[];
  /** The steps of the scenario, in their order. */
  scenario: StepReport[];
  /** What all replays measured, where there were several: the rest is about the first. */
  repeats?: Repeats;
}

/** Of a replay of which nothing has been heard yet. */
export const NOTHING: ReplayReport = {
  name: "",
  description: "",
  node: { physicalFunctions: [], nics: [], switches: [], hosts: [] },
  complete: true,
  diagnostics: [],
  kernel: { provider: "", release: "" },
  pods: [],
  scenario: [],
};

/** Puts a report together from events. */
export class ReportBuilder {
  readonly report: ReplayReport;
  /** The step of the scenario that goes on: its position, and what has been seen in it. */
  #running: { position: number; step: StepReport } | undefined;

  constructor(subject: ReplaySubject) {
    this.report = { ...NOTHING, ...subject, pods: [], scenario: [] };
  }

  /** The report with what has been seen of the step that goes on. */
  get soFar(): ReplayReport {
    const { report } = this;
    if (!this.#running) return report;
    const { step } = this.#running;
    const lastMs = step.timeline.at(-1)?.atMs ?? 0;
    return { ...report, scenario: [...report.scenario, { ...step, durationMs: lastMs }] };
  }

  add(event: ReplayEvent): void {
    if (event.event === "kernel") {
      const { provider, release } = event;
      this.report.kernel = { provider, release };
      return;
    }
    if (event.event === "begin") {
      this.#running = { position: event.position, step: event.step };
      return;
    }
    if (event.event === "mark") {
      this.#running?.step.timeline.push(event.mark);
      return;
    }
    if (event.event === "scenario") {
      this.#running = undefined;
      this.report.scenario.push(event.step);
      return;
    }
    const pod = this.#podNamed(event.pod);
    const scenarioStep = this.#running?.position;
    switch (event.event) {
      case "pod":
        pod.chain = event.chain;
        break;
      case "step":
        pod.steps.push(scenarioStep === undefined ? event.step : { ...event.step, scenarioStep });
        break;
      case "running":
        pod.podLinks = event.podLinks;
        if (event.networkStatus === undefined) break;
        pod.networkStatus = JSON.parse(event.networkStatus);
        pod.annotations = { [NETWORK_STATUS]: event.networkStatus };
        break;
      case "failure":
        pod.failures.push(event.message);
        break;
      case "end":
        pod.verdict = event.verdict;
        pod.leaks = event.leaks;
        if (event.changes) pod.changes = event.changes;
    }
  }

  #podNamed(name: string): PodReport {
    const known = this.report.pods.find(({ pod }) => pod === name);
    if (known) return known;
    const pod: PodReport = {
      pod: name,
      verdict: "failed",
      failures: [],
      chain: [],
      steps: [],
      podLinks: [],
      networkStatus: [],
      annotations: {},
      leaks: [],
      diagnostics: this.report.diagnostics,
    };
    this.report.pods.push(pod);
    return pod;
  }
}

/**
 * Returns the exit status of `bond emulate`: 2 when not all could be replayed, 1 when a plugin failed,
 * 3 when something was left or an expectation was not met.
 */
export function exitStatus({ complete, pods, scenario }: ReplayReport): number {
  if (!complete) return Status.wrong;
  const verdicts = pods.map(({ verdict }) => verdict);
  if (verdicts.includes("failed")) return Status.failed;
  const met = scenario.every(({ unmet }) => unmet.length === 0);
  return met && verdicts.every((verdict) => verdict === "ok") ? Status.ok : Status.unexpected;
}

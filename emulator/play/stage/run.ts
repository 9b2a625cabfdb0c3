/** Playing a scenario. */

import type { PodLink } from "../../lab/sandbox/mod.ts";
import { NetlinkError, NetnsError } from "../../../netlink/mod.ts";
import { act } from "./act.ts";
import { describe } from "./describe.ts";
import { Ears } from "./ears.ts";
import { unmet } from "./expect.ts";
import type { FlowReport } from "./flow.ts";
import { Observer } from "./observe.ts";
import { podNamed, type Stage, type StagePod } from "./stage.ts";
import { type Mark, Timeline } from "./timeline.ts";
import { Traffic } from "./traffic.ts";
import type { Action, PodAction, Scenario, ScenarioStep } from "./types.ts";
import { LinkWatch } from "./watch.ts";

/** What came of one step. */
export interface StepReport {
  /** What was done, in words. */
  what: string;
  /** What was done, as the scenario says it. */
  action: Action;
  /** When it began, ms since the replay began. */
  startMs: number;
  durationMs: number;
  /** The links of pods at its beginning, by pod. */
  links: Record<string, PodLink[]>;
  /** Cables, cards, functions and switches that are out of service after it, by name. */
  outOfService: string[];
  /** What happened when, in ms since the step began. */
  timeline: Mark[];
  /** Traffic since the step began, by direction. */
  flows: Record<string, FlowReport>;
  /** Messages of calls that failed. */
  failures: string[];
  /** What was not as expected, one sentence each. */
  unmet: string[];
}

/**
 * Plays the steps of `scenario` in order, and tells `report` of each when it is over, and `begin` its
 * position, from 0, when it begins. Pods that no step attaches are attached by the caller before. Throws ScenarioError when a step speaks of what is
 * not there.
 */
export async function runScenario(
  scenario: Scenario,
  stage: Stage,
  report: (step: StepReport) => void,
  begin: (position: number) => void = () => {},
): Promise<void> {
  using run = new ScenarioRun(stage);
  for (const [position, step] of scenario.steps.entries()) {
    begin(position);
    report(await run.step(step));
  }
}

/** Returns the report of a step that is left out because pods could not be attached. */
export function unplayed({ action }: ScenarioStep, pods: readonly string[]): StepReport {
  return {
    what: describe(action),
    action,
    startMs: 0,
    durationMs: 0,
    links: {},
    outOfService: [],
    timeline: [],
    flows: {},
    failures: [],
    unmet: [`it was not played: ${pods.join(", ")} could not be attached`],
  };
}

/** Returns the names of the pods that the scenario attaches itself: their first call is an ADD. */
export function attachedBySteps(
  { steps }: Scenario,
  pods: readonly Pick<StagePod, "name">[],
): Set<string> {
  const first = new Map<string, boolean>();
  for (const { action } of steps) {
    const call = callOf(action);
    if (!call) continue;
    const { name } = podNamed(pods, call.pod);
    if (!first.has(name)) first.set(name, "add" in action);
  }
  return new Set([...first].filter(([, isAdd]) => isAdd).map(([name]) => name));
}

function callOf(action: Action): PodAction | undefined {
  if ("add" in action) return action.add;
  if ("del" in action) return action.del;
  return "check" in action ? action.check : undefined;
}

class ScenarioRun implements Disposable {
  #traffic: Traffic | undefined;

  constructor(readonly stage: Stage) {}

  async step({ action, expect = {} }: ScenarioStep): Promise<StepReport> {
    const { pods, sandbox, beganMs } = this.stage;
    const links = Object.fromEntries(pods.map((pod) => [pod.name, pod.linksNow()]));
    const timeline = new Timeline();
    const impossible: string[] = [];
    const note = (error: unknown) => {
      // What could not be done at all is no failure of a call, and never expected.
      if (!(error instanceof NetlinkError || error instanceof NetnsError)) throw error;
      impossible.push(`it could not be done: ${error.message}`);
      return [];
    };
    try {
      if ("traffic" in action) this.#startTraffic(action.traffic);
    } catch (error) {
      note(error);
    }
    // Its sockets would keep the namespace.
    if ("reboot" in action || "removeNamespace" in action) this.#stopTraffic();
    const traffic = this.#traffic;
    traffic?.reset(timeline.now());
    using watches = new DisposableStack();
    const before = watches.use(this.#watchFor(action));
    const others = before
      ? pods.filter(({ name, attached }) => attached && name !== before.pod)
        .map((pod) => watches.use(new LinkWatch(pod.netns, pod.name)))
      : [];
    const hosts = sandbox.node.hosts.map(({ name }) => name);
    const ears = expect.announces && !traffic ? watches.use(new Ears(hosts)) : undefined;
    const observer = new Observer(timeline, { watch: before, others, traffic, ears }, expect);
    const failures = await observer.during(act(this.stage, action)).catch(note);
    const kill = callOf(action)?.kill;
    if (kill && !this.stage.kills.withdraw(kill)) {
      impossible.push(`nothing was killed: ${kill.type} did not run, or ended by itself`);
    }
    const wanted = expect.activeLink !== undefined || expect.aggregator !== undefined;
    const after = !before && wanted ? watches.use(this.#watchOf(action)) : undefined;
    if (after) observer.watch(after);
    const observation = before || after || traffic || ears
      ? observer.untilQuiet()
      : observer.observation;
    const found = expect.links ? await this.#links(action) : [];
    return {
      what: describe(action),
      action,
      startMs: Math.round((timeline.startMs - beganMs) * 10) / 10,
      links,
      outOfService: sandbox.hardware.states().filter(({ connected }) => !connected)
        .map(({ name }) => name),
      durationMs: Math.round(timeline.elapsedMs),
      timeline: timeline.marks,
      flows: observation.flows,
      failures,
      unmet: [...impossible, ...unmet(expect, { failures, links: found, observation })],
    };
  }

  #startTraffic({ pod, link, host, intervalMs }: Extract<Action, { traffic: unknown }>["traffic"]) {
    this.#stopTraffic();
    const { netns } = podNamed(this.stage.pods, pod);
    this.#traffic = new Traffic({ netns, link, host, ...(intervalMs ? { intervalMs } : {}) });
  }

  #stopTraffic(): void {
    this.#traffic?.[Symbol.dispose]();
    this.#traffic = undefined;
  }

  /** The links of the pod that a step is about; not where a watch would keep its namespace alive. */
  #watchFor(action: Action): LinkWatch | undefined {
    if (callOf(action) || "reboot" in action || "removeNamespace" in action) return undefined;
    return this.#watchOf(action);
  }

  #watchOf(action: Action): LinkWatch | undefined {
    const pod = this.#podOf(action);
    if (!pod?.attached) return undefined;
    try {
      return new LinkWatch(pod.netns, pod.name);
    } catch (error) {
      if (error instanceof NetnsError && error.reason === "absent") return undefined;
      throw error;
    }
  }

  #podOf(action: Action): StagePod | undefined {
    const { pods } = this.stage;
    const [detail] = Object.values(action) as { pod?: string }[];
    if (detail?.pod === undefined && pods.length !== 1) return pods[0];
    return podNamed(pods, detail?.pod);
  }

  async #links(action: Action): Promise<PodLink[]> {
    try {
      return await this.#podOf(action)?.links() ?? [];
    } catch {
      return []; // It has no namespace any more.
    }
  }

  [Symbol.dispose](): void {
    this.#stopTraffic();
  }
}

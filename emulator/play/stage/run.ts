/** Playing a scenario. */

import type { Excerpt } from "../../input/excerpt.ts";
import type { Position } from "../../input/model.ts";
import type { PodLink } from "../../lab/sandbox/mod.ts";
import { NetlinkError, NetnsError } from "../../../netlink/mod.ts";
import {
  type Action,
  type ActionOutcome,
  bindAction,
  type BoundAction,
  podNamed,
  type Stage,
  type StagePod,
} from "../actions/mod.ts";
import { bindExpectations, type Expectation } from "../expectations/mod.ts";
import { Ears } from "./ears.ts";
import type { FlowReport } from "./flow.ts";
import { Observer } from "./observe.ts";
import { type Mark, Timeline } from "./timeline.ts";
import { Traffic, type TrafficSettings } from "./traffic.ts";
import type { Unmet } from "../unmet.ts";
import type { Scenario, ScenarioStep } from "./types.ts";
import { LinkWatch } from "./watch.ts";

/** What came of one step. */
export interface StepReport {
  /** What was done, in words. */
  what: string;
  /**
   * What was done, as the scenario says it.
   * @internal
   */
  action: Action;
  /**
   * What was expected of it, as the scenario says it.
   * @internal
   */
  expect?: Expectation;
  /** Where it was written. */
  position?: Position;
  /** The lines round that. */
  source?: Excerpt;
  /** When it began, ms since the replay began. */
  startMs: number;
  /** How long it took. */
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
  /** What was not as expected. */
  unmet: Unmet[];
}

/** Who hears of the steps of a scenario. */
interface StepListener {
  /** A step begins: its position, from 0, and what is known of it by then. */
  onBegin?(position: number, step: StepReport): void;
  /** Something was seen in the step that goes on. */
  onMark?(mark: Mark): void;
  /** A step is over. */
  onOver(step: StepReport): void;
}

/**
 * Plays the steps of `scenario` in order. Pods that no step attaches are attached by the caller
 * before. Throws ScenarioError when a step speaks of what is not there.
 */
export async function runScenario(
  scenario: Scenario,
  stage: Stage,
  listener: StepListener,
): Promise<void> {
  using run = new ScenarioRun(stage);
  for (const [position, step] of scenario.steps.entries()) {
    const hear = {
      begin: (begun: StepReport) => listener.onBegin?.(position, begun),
      mark: (mark: Mark) => listener.onMark?.(mark),
    };
    listener.onOver(await run.step(step, hear));
  }
}

/** Returns the report of a step that is left out because pods could not be attached. */
export function unplayed(step: ScenarioStep, pods: readonly string[]): StepReport {
  return {
    ...nothingYet(step),
    unmet: [undone(step.action, `it was not played: ${pods.join(", ")} could not be attached`)],
  };
}

/** What is said of an action that was not done at all. */
function undone(action: Action, message: string): Unmet {
  const [[key, wanted] = ["", null]] = Object.entries(action);
  return { key, wanted, got: null, message };
}

/** Returns the names of the pods that the scenario attaches itself: their first call is an ADD. */
export function attachedBySteps(
  { steps }: Scenario,
  pods: readonly Pick<StagePod, "name">[],
): Set<string> {
  const first = new Map<string, boolean>();
  for (const { role, pod } of steps.map(({ action }) => bindAction(action))) {
    if (role === "event") continue;
    const { name } = podNamed(pods, pod);
    if (!first.has(name)) first.set(name, role === "attach");
  }
  return new Set([...first].filter(([, isAdd]) => isAdd).map(([name]) => name));
}

function saidOf(
  { action, expect, position }: ScenarioStep,
): Pick<StepReport, "what" | "action" | "expect" | "position"> {
  return {
    what: bindAction(action).what,
    action,
    ...(expect ? { expect } : {}),
    ...(position ? { position } : {}),
  };
}

/** Returns the report of a step of which nothing is known but what it says. */
function nothingYet(step: ScenarioStep): StepReport {
  return {
    ...saidOf(step),
    startMs: 0,
    durationMs: 0,
    links: {},
    outOfService: [],
    timeline: [],
    flows: {},
    failures: [],
    unmet: [],
  };
}

/** Who hears of a step while it goes on. */
interface Hear {
  begin(step: StepReport): void;
  mark(mark: Mark): void;
}

class ScenarioRun implements Disposable {
  #traffic: Traffic | undefined;

  constructor(readonly stage: Stage) {}

  async step(step: ScenarioStep, hear: Hear): Promise<StepReport> {
    const { action, expect = {} } = step;
    const { pods, sandbox, beganMs } = this.stage;
    const links = Object.fromEntries(pods.map((pod) => [pod.name, pod.linksNow()]));
    const bound = bindAction(action);
    const expected = bindExpectations(expect);
    const looks = new Set(expected.map(({ watching }) => watching.look));
    hear.begin({
      ...nothingYet(step),
      startMs: Math.round((performance.now() - beganMs) * 10) / 10,
      links,
      outOfService: this.#outOfService(),
    });
    const timeline = new Timeline(undefined, hear.mark);
    this.#traffic?.reset(timeline.now());
    using watches = new DisposableStack();
    const before = watches.use(bound.watch === "during" ? this.#watchOf(bound) : undefined);
    const others = before
      ? pods.filter(({ name, attached }) => attached && name !== before.pod)
        .map((pod) => watches.use(new LinkWatch(pod.netns, pod.name)))
      : [];
    const hosts = sandbox.node.hosts.map(({ name }) => name);
    const ears = looks.has("announcements") ? watches.use(new Ears(hosts)) : undefined;
    const traffic = () => this.#traffic;
    const observer = new Observer(timeline, { watch: before, others, traffic, ears }, expected);
    const { failures, impossible } = await observer.during(this.#act(bound));
    const after = !before && looks.has("bonds") ? watches.use(this.#watchOf(bound)) : undefined;
    if (after) observer.watch(after);
    const { flows, met } = before || after || this.#traffic || ears
      ? observer.untilQuiet()
      : observer.observation;
    const found = looks.has("links") ? await this.#links(bound) : [];
    const unmet = expected.flatMap((one) =>
      one.unmet({ failures, links: found, flows, metMs: met.get(one.name) })
    );
    return {
      ...saidOf(step),
      startMs: Math.round((timeline.startMs - beganMs) * 10) / 10,
      links,
      outOfService: this.#outOfService(),
      durationMs: Math.round(timeline.elapsedMs),
      timeline: timeline.marks,
      flows,
      failures,
      unmet: [...impossible.map((message) => undone(action, message)), ...unmet],
    };
  }

  #outOfService(): string[] {
    return this.stage.sandbox.hardware.states().filter(({ connected }) => !connected)
      .map(({ name }) => name);
  }

  async #act(action: BoundAction): Promise<ActionOutcome> {
    const traffic = {
      start: (settings: TrafficSettings) => {
        this.#stopTraffic();
        this.#traffic = new Traffic(settings);
      },
      stop: () => this.#stopTraffic(),
    };
    try {
      return await action.act({ ...this.stage, traffic });
    } catch (error) {
      // What could not be done at all is no failure of a call, and never expected.
      if (!(error instanceof NetlinkError || error instanceof NetnsError)) throw error;
      return { failures: [], impossible: [`it could not be done: ${error.message}`] };
    }
  }

  #stopTraffic(): void {
    this.#traffic?.[Symbol.dispose]();
    this.#traffic = undefined;
  }

  /** The links of the pod that a step is about. */
  #watchOf(action: BoundAction): LinkWatch | undefined {
    const pod = this.#podOf(action);
    if (!pod?.attached) return undefined;
    try {
      return new LinkWatch(pod.netns, pod.name);
    } catch (error) {
      if (error instanceof NetnsError && error.reason === "absent") return undefined;
      throw error;
    }
  }

  #podOf({ pod }: BoundAction): StagePod | undefined {
    const { pods } = this.stage;
    return pod === undefined && pods.length !== 1 ? pods[0] : podNamed(pods, pod);
  }

  async #links(action: BoundAction): Promise<PodLink[]> {
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

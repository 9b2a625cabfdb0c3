/** Playing a scenario. */

import type { PodLink } from "../replay/mod.ts";
import { act } from "./act.ts";
import { describe } from "./describe.ts";
import { unmet } from "./expect.ts";
import type { FlowCount } from "./flow.ts";
import { type Observation, observe } from "./observe.ts";
import { podNamed, type Stage, type StagePod } from "./stage.ts";
import { type Mark, Timeline } from "./timeline.ts";
import { Traffic } from "./traffic.ts";
import type { Action, Scenario, ScenarioStep } from "./types.ts";
import { LinkWatch } from "./watch.ts";

/** What came of one step. */
export interface StepReport {
  /** What was done, in words. */
  what: string;
  durationMs: number;
  /** What happened when, in ms since the step began. */
  timeline: Mark[];
  /** Traffic since the step began, by direction. */
  flows: Record<string, FlowCount>;
  /** Messages of calls that failed. */
  failures: string[];
  /** What was not as expected, one sentence each. */
  unmet: string[];
}

/**
 * Plays the steps of `scenario` in order, and tells `report` of each when it is over. Pods that no
 * step attaches are attached by the caller before. Throws ScenarioError when a step speaks of what is
 * not there.
 */
export async function runScenario(
  scenario: Scenario,
  stage: Stage,
  report: (step: StepReport) => void,
): Promise<void> {
  using run = new ScenarioRun(stage);
  for (const step of scenario.steps) report(await run.step(step));
}

/** Returns the names of the pods that a scenario attaches itself. */
export function attachedBySteps({ steps }: Scenario, stage: Stage): Set<string> {
  const names = steps.flatMap(({ action }) =>
    "add" in action ? [podNamed(stage, action.add.pod).name] : []
  );
  return new Set(names);
}

class ScenarioRun implements Disposable {
  #traffic: Traffic | undefined;

  constructor(readonly stage: Stage) {}

  async step({ action, expect }: ScenarioStep): Promise<StepReport> {
    const timeline = new Timeline();
    let failures: string[] = [];
    let observation: Observation | undefined;
    if ("traffic" in action) {
      this.#startTraffic(action.traffic);
      observation = await observe(timeline, { traffic: this.#traffic }, expect);
    } else {
      using watch = this.#watchFor(action);
      const now = timeline.now();
      this.#traffic?.outward.reset(now);
      this.#traffic?.inward.reset(now);
      failures = await act(this.stage, action);
      if (watch || this.#traffic) {
        observation = await observe(timeline, { watch, traffic: this.#traffic }, expect);
      }
    }
    const links = expect?.links ? await this.#links(action) : [];
    return {
      what: describe(action),
      durationMs: Math.round(timeline.elapsedMs),
      timeline: timeline.marks,
      flows: observation?.flows ?? {},
      failures,
      unmet: unmet(expect ?? {}, { failures, links, ...(observation ? { observation } : {}) }),
    };
  }

  #startTraffic({ pod, link, host, intervalMs }: Extract<Action, { traffic: unknown }>["traffic"]) {
    this.#traffic?.[Symbol.dispose]();
    const { netns } = podNamed(this.stage, pod);
    this.#traffic = new Traffic({ netns, link, host, ...(intervalMs ? { intervalMs } : {}) });
  }

  /** What changes links is watched in the pod that it is about, where that has a namespace. */
  #watchFor(action: Action): LinkWatch | undefined {
    if ("add" in action || "del" in action || "check" in action || "reboot" in action) return;
    if ("removeNamespace" in action) return;
    const pod = this.#podOf(action);
    return pod?.attached ? new LinkWatch(pod.netns) : undefined;
  }

  #podOf(action: Action): StagePod | undefined {
    const [detail] = Object.values(action) as { pod?: string }[];
    if (detail?.pod === undefined && this.stage.pods.length !== 1) return this.stage.pods[0];
    return podNamed(this.stage, detail?.pod);
  }

  async #links(action: Action): Promise<PodLink[]> {
    try {
      return await this.#podOf(action)?.links() ?? [];
    } catch {
      return []; // It has no namespace any more.
    }
  }

  [Symbol.dispose](): void {
    this.#traffic?.[Symbol.dispose]();
  }
}

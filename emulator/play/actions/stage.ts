/** What a scenario plays on: a node, and pods that can be attached and detached. */

import { isCalled } from "../../input/names.ts";
import type { PodLink, Sandbox } from "../../lab/sandbox/mod.ts";
import type { Kill } from "./kill.ts";

/** The circumstances of a DEL. */
export interface DetachOptions {
  /** The path that the plugins are told; "" for none. */
  netns?: string | undefined;
  /** The API does not know the pod any more. */
  podGone?: boolean | undefined;
}

/** Who is played where whole networks are called. */
export type UpkeepBy = "multus" | "runtime";

/** The circumstances of STATUS and GC. */
export interface UpkeepOptions {
  /** Each of the pod's networks is called directly if absent. */
  by?: UpkeepBy | undefined;
}

/** A pod of the scenario. What the runtime is told of a call that fails is thrown. */
export interface StagePod {
  /** "namespace/name" */
  readonly name: string;
  /** Path of its network namespace. */
  readonly netns: string;
  /** Whether its networks are attached, as far as the scenario has gone. */
  readonly attached: boolean;
  /** Makes the pod's namespace if need be, and attaches its networks. */
  attach(): Promise<void>;
  /** Detaches its networks. */
  detach(options?: DetachOptions): Promise<void>;
  /** Checks its networks, all or those that Multus checks. */
  check(options: { everything: boolean }): Promise<void>;
  /** Has its networks clear up after attachments that no pod has any more. */
  collectGarbage(options?: UpkeepOptions): Promise<void>;
  /** Asks the plugins of its networks whether they can attach pods. */
  askStatus(options?: UpkeepOptions): Promise<void>;
  /** Has it forgotten which delegates it has. */
  loseDelegates(): void;
  /** Has the results of its plugins forgotten. */
  loseResults(): void;
  /** Returns its links as they are, once they have settled. */
  links(): Promise<PodLink[]>;
  /** Returns its links as they are at this moment; none without a namespace. */
  linksNow(): PodLink[];
}

/** Kills that are to come. */
export interface KillSwitch {
  /** Kills the next plugin of that type. */
  arm(kill: Kill): void;
  /** Returns whether the kill has struck. It will not any more. */
  withdraw(kill: Kill): boolean;
}

/** Frames between a pod and a host, until they are stopped. */
interface TrafficControl {
  /** Throws NetnsError or NetlinkError when an end is absent. */
  start(settings: { netns: string; link: string; host: string; intervalMs?: number }): void;
  stop(): void;
}

/** The node, its pods, and who is about to be killed. */
export interface Stage {
  readonly sandbox: Sandbox;
  readonly pods: readonly StagePod[];
  readonly kills: KillSwitch;
  /** When the replay began, on the clock of `performance.now`. */
  readonly beganMs: number;
}

/** A stage with traffic on it. */
export interface LiveStage extends Stage {
  readonly traffic: TrafficControl;
}

/** A scenario that cannot be played: it speaks of things that are not there. */
export class ScenarioError extends Error {
  override readonly name = "ScenarioError";
}

/** Returns the pod called `name`, or the only one. Throws ScenarioError. */
export function podNamed<P extends Pick<StagePod, "name">>(
  pods: readonly P[],
  name: string | undefined,
): P {
  const names = pods.map((pod) => pod.name).join(", ");
  if (name === undefined) {
    const [only, ...others] = pods;
    if (only && others.length === 0) return only;
    throw new ScenarioError(`the step must say which pod it means: ${names || "there is none"}`);
  }
  const pod = pods.find((pod) => isCalled(pod.name, name));
  if (pod) return pod;
  throw new ScenarioError(`there is no pod ${JSON.stringify(name)}; there is ${names}`);
}

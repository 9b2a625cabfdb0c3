/** What an action of a scenario is. */

import * as z from "zod";
import { podName } from "../fields.ts";
import type { LiveStage } from "./stage.ts";

/** The kinds of things of the node that actions name. */
export type ThingKind =
  | "cable"
  | "physical function"
  | "virtual function"
  | "NIC"
  | "switch"
  | "host";

/** Something of the node that an action names, and under which key it does. */
export interface NamedThing {
  key: string;
  kind: ThingKind;
  name: string;
}

/** What came of an action, beside what is seen. */
export interface ActionOutcome {
  /** Messages that the container runtime gets of calls that fail. */
  failures: string[];
  /** What could not be done at all. */
  impossible: string[];
}

/** An action: everything that others need to know of what may be written under its name. */
export interface ActionKind<Detail> {
  /** The things of the node that it names; pods and their links are known only when they run. */
  names(detail: Detail): NamedThing[];
  /** Whether it is about one pod: a scenario with several must say which, under `pod`. */
  isOfPod(detail: Detail): boolean;
  /** A call of the pod's networks, that attaches it or another one, or something that happens to it. */
  role: "attach" | "call" | "event";
  /** What it does, in words: "pull the cable of ens1f0". */
  describe(detail: Detail): string;
  /** Whether its pod's links are watched meanwhile, or from its end on, as a watch keeps a namespace. */
  watch: "during" | "after";
  /**
   * Does it. Throws ScenarioError when it speaks of what is not there, and NetlinkError or NetnsError
   * when it cannot be done.
   */
  act(stage: LiveStage, detail: Detail): Promise<ActionOutcome> | void;
}

/** Returns an action whose details are those that its schema allows. */
export function defineAction<S extends z.ZodType>(
  action: { schema: S } & ActionKind<z.output<S>>,
): { schema: S } & ActionKind<z.output<S>> {
  return action;
}

/** The pod that an action is about. */
export const pod: z.ZodExactOptional<z.ZodString> = podName.exactOptional()
  .describe("needed only where there are several pods");

/**
 * What can be done around pods while they live: a file each, and a row of the table.
 * @module
 */

import type * as z from "zod";
import type { ActionKind, ActionOutcome, NamedThing } from "./action.ts";
import { add } from "./add.ts";
import { check } from "./check.ts";
import { del } from "./del.ts";
import { down } from "./down.ts";
import { gc } from "./gc.ts";
import { impair } from "./impair.ts";
import { loseCache } from "./lose_cache.ts";
import { reboot } from "./reboot.ts";
import { remove } from "./remove.ts";
import { removeNamespace } from "./remove_namespace.ts";
import type { LiveStage } from "./stage.ts";
import { status } from "./status.ts";
import { traffic } from "./traffic.ts";
import { up } from "./up.ts";
import { wait } from "./wait.ts";

export type { ActionOutcome, NamedThing, ThingKind } from "./action.ts";
export type { Kill } from "./kill.ts";
export * from "./stage.ts";

/** All actions, by the name under which a step has them. */
export const ACTIONS = {
  add,
  del,
  check,
  gc,
  status,
  down,
  up,
  impair,
  traffic,
  remove,
  loseCache,
  removeNamespace,
  reboot,
  wait,
} as const;

/** The name of an action. */
type ActionName = keyof typeof ACTIONS;

/** The names of the actions. */
export const ACTION_NAMES = Object.keys(ACTIONS) as ActionName[];

/** An action as a step has it: its details under its name. */
export type Action = {
  [N in ActionName]: { [K in N]: z.output<(typeof ACTIONS)[N]["schema"]> };
}[ActionName];

/** An action with its details. */
export interface BoundAction {
  name: ActionName;
  /** The pod that it names. */
  pod: string | undefined;
  isOfPod: boolean;
  names: NamedThing[];
  role: ActionKind<unknown>["role"];
  watch: ActionKind<unknown>["watch"];
  /** What it does, in words. */
  what: string;
  act(stage: LiveStage): Promise<ActionOutcome>;
}

/** Returns what there is to know of a step's action. */
export function bindAction(action: Action): BoundAction {
  const name = ACTION_NAMES.find((name) => name in action) ?? "wait";
  // A kind and the details under its own name belong together, which the compiler cannot see.
  const kind: ActionKind<unknown> = ACTIONS[name];
  const detail = action[name as keyof Action] as { pod?: string };
  return {
    name,
    pod: detail.pod,
    isOfPod: kind.isOfPod(detail),
    names: kind.names(detail),
    role: kind.role,
    watch: kind.watch,
    what: kind.describe(detail),
    act: async (stage) => await kind.act(stage, detail) ?? { failures: [], impossible: [] },
  };
}

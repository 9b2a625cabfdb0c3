/** A configuration that the bond refuses. */

import { aboutBondKey, bondVerdicts, type ChainContext, type Report } from "../lint/mod.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `bond-config`. */
export const bondConfig = defineRule({
  code: "bond-config",
  severity: "error",
  replay: "all",
  title: "a configuration that the bond refuses",
  why: "The plugin refuses the configuration before it touches anything: the pod does not " +
    "start.",
  remedy: "Correct the key; bond schema reference lists all keys and their values.",
  wrong: variation({ bond: '"mode": "active_backup"' }),
  right: variation({ bond: '"mode": "active-backup"' }),
  inPod: check,
  alone: true,
});

function check(context: ChainContext): Report[] {
  return bondVerdicts(context).flatMap(({ bond, problems }) =>
    problems.map((problem) => aboutBondKey(context, bond, problem))
  );
}

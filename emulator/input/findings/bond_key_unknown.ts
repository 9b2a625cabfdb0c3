/** A key that the bond does not know. */

import {
  aboutBondKey,
  bondVerdicts,
  type ChainContext,
  isVersionKey,
  type Report,
} from "../lint/mod.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `bond-key-unknown`. */
export const bondKeyUnknown = defineRule({
  code: "bond-key-unknown",
  severity: "warning",
  replay: "all",
  title: "a key that the bond does not know",
  why: "The plugin passes the key over: what it was to bring about does not happen.",
  remedy: "Correct the key, or remove it; bond schema reference lists all keys.",
  wrong: variation({ bond: '"fail_over_mac": 1' }),
  right: variation({ bond: '"failOverMac": 1' }),
  inPod: check,
  alone: true,
});

function check(context: ChainContext): Report[] {
  return bondVerdicts(context).flatMap(({ bond, warnings }) =>
    warnings.filter(({ kind, problem }) => kind === "unknown-key" && !isVersionKey(problem.key))
      .map(({ problem }) => aboutBondKey(context, bond, problem))
  );
}

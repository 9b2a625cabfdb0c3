/** An option that has no effect in the bond's mode. */

import { aboutBondKey, bondVerdicts, type ChainContext, type Report } from "../lint/mod.ts";
import { GOOD, variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `bond-option-without-effect`. */
export const bondOptionWithoutEffect = defineRule({
  code: "bond-option-without-effect",
  severity: "warning",
  replay: "all",
  title: "an option that has no effect in the bond's mode",
  why: "The kernel takes the option and does nothing with it: the bond does not behave as " +
    "its configuration reads.",
  remedy: "Leave the option out, or change mode.",
  wrong: variation({ bond: '"xmitHashPolicy": "layer3+4"' }),
  right: GOOD,
  inPod: check,
  alone: true,
});

function check(context: ChainContext): Report[] {
  return bondVerdicts(context).flatMap(({ bond, warnings }) =>
    warnings.filter(({ kind }) => kind === "without-effect")
      .map(({ problem }) => aboutBondKey(context, bond, problem))
  );
}

/** A bond that does not look at its links. */

import { aboutBondKey, bondVerdicts, type ChainContext, type Report } from "../lint/mod.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `bond-unmonitored`. */
export const bondUnmonitored = defineRule({
  code: "bond-unmonitored",
  severity: "warning",
  replay: "all",
  title: "a bond that does not look at its links",
  why: "Without miimon and arpInterval the bond never notices that a link has failed: there " +
    "is no failover, and frames are lost for good.",
  remedy: 'Set "miimon": 100.',
  wrong: variation({ bond: '"miimon": 0' }),
  right: variation({ bond: '"miimon": 100' }),
  inPod: check,
  alone: true,
});

function check(context: ChainContext): Report[] {
  return bondVerdicts(context).flatMap(({ bond, warnings }) =>
    warnings.filter(({ kind }) => kind === "unmonitored")
      .map(({ problem }) => aboutBondKey(context, bond, problem))
  );
}

/** A selector that needs hardware. */

import { GOOD, variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `selector-ignored`. */
export const selectorIgnored = defineRule({
  code: "selector-ignored",
  severity: "info",
  replay: "all",
  title: "a selector that needs hardware",
  why: "Nobody can tell without the hardware which devices it selects: on a cluster the " +
    "pool may be smaller than here.",
  remedy: "There is nothing to do.",
  wrong: variation({
    pools:
      '[{"resourceName": "east", "resourcePrefix": "example.org", "selectors": {"pfNames": ["ens1f0"], "isRdma": true}}, {"resourceName": "west", "resourcePrefix": "example.org", "selectors": {"pfNames": ["ens2f0"]}}]',
  }),
  right: GOOD,
});

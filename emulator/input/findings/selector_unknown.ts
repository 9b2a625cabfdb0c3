/** A selector that does not exist. */

import { GOOD, variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `selector-unknown`. */
export const selectorUnknown = defineRule({
  code: "selector-unknown",
  severity: "warning",
  replay: "all",
  title: "a selector that does not exist",
  why: "The device plugin passes it over: the pool has devices that it was not meant to have.",
  remedy: "Correct the name of the selector.",
  wrong: variation({
    pools:
      '[{"resourceName": "east", "resourcePrefix": "example.org", "selectors": {"pfNames": ["ens1f0"], "pfName": ["ens1f0"]}}, {"resourceName": "west", "resourcePrefix": "example.org", "selectors": {"pfNames": ["ens2f0"]}}]',
  }),
  right: GOOD,
});

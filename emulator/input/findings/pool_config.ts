/** The device plugin cannot read its configuration. */

import { GOOD, variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `pool-config`. */
export const poolConfig = defineRule({
  code: "pool-config",
  severity: "error",
  replay: "rest",
  title: "the device plugin cannot read its configuration",
  why: "The device plugin does not start, the node offers no devices, and pods that ask for " +
    "them stay pending.",
  remedy: "Correct the JSON of the ConfigMap.",
  wrong: variation({
    pools:
      '[{"resourceName": "east 1"}, {"resourceName": "east", "resourcePrefix": "example.org", "selectors": {"pfNames": ["ens1f0"]}}, {"resourceName": "west", "resourcePrefix": "example.org", "selectors": {"pfNames": ["ens2f0"]}}]',
  }),
  right: GOOD,
});

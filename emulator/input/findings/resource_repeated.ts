/** One resource in two configurations. */

import { GOOD, variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `resource-repeated`. */
export const resourceRepeated = defineRule({
  code: "resource-repeated",
  severity: "info",
  replay: "all",
  title: "one resource in two configurations",
  why: "They are for different nodes, and there is one node here: the first one counts.",
  remedy: "To see another node's pods, give its configuration alone.",
  wrong: variation({
    more: `apiVersion: v1
kind: ConfigMap
metadata:
  name: sriovdp-config-2
data:
  config.json: |
    {"resourceList": [{"resourceName": "east", "resourcePrefix": "example.org"}]}
`,
  }),
  right: GOOD,
});

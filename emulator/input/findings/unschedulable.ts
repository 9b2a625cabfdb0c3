/** A pod that asks for more than there is. */

import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `unschedulable`. */
export const unschedulable = defineRule({
  code: "unschedulable",
  severity: "error",
  replay: "rest",
  title: "a pod that asks for more than there is",
  why: "No node has the devices: the pod stays pending.",
  remedy: "Ask for fewer, give the pool more devices, or correct the resource's name.",
  wrong: variation({
    pools:
      '[{"resourceName": "east", "resourcePrefix": "example.org", "selectors": {"pfNames": ["ens1f0#0-1"]}}, {"resourceName": "west", "resourcePrefix": "example.org", "selectors": {"pfNames": ["ens2f0"]}}]',
    resources: '{"example.org/east": "3", "example.org/west": "1"}',
  }),
  right: variation({ resources: '{"example.org/east": "1", "example.org/west": "1"}' }),
});

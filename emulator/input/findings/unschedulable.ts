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
  wrong: variation({ resources: '{"example.org/east": "9", "example.org/west": "1"}' }),
  right: variation({ resources: '{"example.org/east": "1", "example.org/west": "1"}' }),
});

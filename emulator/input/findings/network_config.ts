/** A configuration that Multus cannot use. */

import { GOOD, variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `network-config`. */
export const networkConfig = defineRule({
  code: "network-config",
  severity: "error",
  replay: "rest",
  title: "a configuration that Multus cannot use",
  why: "Multus refuses the pod before any plugin has run: the pod does not start.",
  remedy: "Write JSON with a type, or with a list of plugins that each have one.",
  wrong: variation({ bondConfig: '{"cniVersion": "0.4.0", "name": "bond", "plugins": []}' }),
  right: GOOD,
});

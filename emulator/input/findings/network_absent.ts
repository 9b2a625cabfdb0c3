/** A network that has no definition. */

import { GOOD, variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `network-absent`. */
export const networkAbsent = defineRule({
  code: "network-absent",
  severity: "error",
  replay: "rest",
  title: "a network that has no definition",
  why: "Multus refuses the pod before any plugin has run: the pod does not start.",
  remedy: "Name the metadata.name of a NetworkAttachmentDefinition in the pod's namespace, or " +
    "NAMESPACE/NAME.",
  wrong: variation({ networks: "east, west, bonds@bond0" }),
  right: GOOD,
});

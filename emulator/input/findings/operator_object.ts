/** An order to an operator of networks. */

import { beside, GOOD } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `operator-object`. */
export const operatorObject = defineRule({
  code: "operator-object",
  severity: "info",
  replay: "all",
  title: "an order to an operator of networks",
  why: "The operator is not here: what it makes of the object is not checked.",
  remedy: "Give what the operator has made of it: kubectl get " +
    "network-attachment-definitions,configmaps -A -o yaml.",
  wrong: beside(
    "network.yaml",
    "apiVersion: mellanox.com/v1alpha1\nkind: NicClusterPolicy\nmetadata:\n  name: east\n",
  ),
  right: GOOD,
});

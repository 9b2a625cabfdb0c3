/** An order to the SR-IOV operator. */

import { beside, GOOD } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `operator-object`. */
export const operatorObject = defineRule({
  code: "operator-object",
  severity: "info",
  replay: "all",
  title: "an order to the SR-IOV operator",
  why: "The operator is not here: what it makes of the object is not checked.",
  remedy: "Give what the operator has made of it: kubectl get " +
    "network-attachment-definitions,configmaps -A -o yaml.",
  wrong: beside(
    "network.yaml",
    "apiVersion: sriovnetwork.openshift.io/v1\nkind: SriovNetwork\nmetadata:\n  name: east\n",
  ),
  right: GOOD,
});

/** A claim that is not in the input. */

import { documents, GOOD } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `claim-elsewhere`. */
export const claimElsewhere = defineRule({
  code: "claim-elsewhere",
  severity: "info",
  replay: "all",
  title: "a claim of devices that is not in the input",
  why:
    "Which devices it asks for cannot be told from here: it is taken for one that gives the pod " +
    "what its networks need.",
  remedy: "Give the ResourceClaim or ResourceClaimTemplate with the pod.",
  wrong: documents(`apiVersion: v1
kind: Pod
metadata:
  name: app
spec:
  resourceClaims:
    - name: nic
      resourceClaimTemplateName: nics
`),
  right: GOOD,
});

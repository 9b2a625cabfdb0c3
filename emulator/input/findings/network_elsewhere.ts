/** A network whose definition is not in the input. */

import { documents, GOOD } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `network-elsewhere`. */
export const networkElsewhere = defineRule({
  code: "network-elsewhere",
  severity: "info",
  replay: "rest",
  title: "a network whose definition is not in the input",
  why: "Whether the definition exists, and what it says, cannot be told from here.",
  remedy: "Give the definitions with the pod: bond lint pod.yaml networks.yaml.",
  wrong: documents(`apiVersion: v1
kind: Pod
metadata:
  name: app
  annotations:
    k8s.v1.cni.cncf.io/networks: storage
`),
  right: GOOD,
});

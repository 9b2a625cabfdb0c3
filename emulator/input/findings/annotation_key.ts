/** An annotation that nobody reads. */

import { type LintInput, type Report, reportAt, strayAnnotations } from "../lint/mod.ts";
import { beside, GOOD } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `annotation-key`. */
export const annotationKey = defineRule({
  code: "annotation-key",
  severity: "warning",
  replay: "all",
  title: "an annotation that nobody reads",
  why: "Multus finds no networks, and attaches none but the cluster's: the pod starts " +
    "without its interfaces.",
  remedy: "Write k8s.v1.cni.cncf.io/networks under metadata.annotations of the pod, or of the " +
    "pod template of a workload.",
  wrong: beside(
    "other.yaml",
    `apiVersion: v1
kind: Pod
metadata:
  name: other
  annotations:
    k8s.v1.cni.cncf.io/network: bond
`,
  ),
  right: GOOD,
  inInput: check,
});

function check({ manifests }: LintInput): Report[] {
  return strayAnnotations(manifests).map(({ position, what, remedy }) =>
    reportAt(position, { message: what, hint: remedy })
  );
}

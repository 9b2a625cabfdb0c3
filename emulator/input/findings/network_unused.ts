/** Definitions that no pod attaches. */

import { type LintInput, type Report, reportAt } from "../lint/mod.ts";
import { GOOD, variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `network-unused`. */
export const networkUnused = defineRule({
  code: "network-unused",
  severity: "info",
  replay: "all",
  title: "definitions that no pod attaches",
  why: "Nothing is wrong with that; where a pod was meant to attach them, its annotation is " +
    "missing.",
  remedy: "List them in the pod's annotation k8s.v1.cni.cncf.io/networks.",
  wrong: variation({ networks: "", resources: "{}" }),
  right: GOOD,
  inInput: check,
});

function check({ manifests: { networks }, pods, resolved }: LintInput): Report[] {
  const attached = pods.flatMap(({ chain }) => chain.delegates.map(({ network }) => network));
  const isAttached = networks.some(({ namespace, name }) =>
    attached.includes(`${namespace}/${name}`)
  );
  const [first] = pods;
  // Of a pod that is refused it is not known what it attaches.
  if (!first || isAttached || networks.length === 0 || resolved.chains.length < pods.length) {
    return [];
  }
  return [reportAt(first.pod.source.position(["metadata"]), {
    message: `no pod of the input attaches any of its ${networks.length} definitions`,
    hint: "list them in the annotation k8s.v1.cni.cncf.io/networks of the pod that is to have them",
  })];
}

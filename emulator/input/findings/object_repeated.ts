/** Two objects of one kind and name. */

import { GOOD, variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `object-repeated`. */
export const objectRepeated = defineRule({
  code: "object-repeated",
  severity: "warning",
  replay: "all",
  title: "two objects of one kind and name",
  why: "kubectl applies one after the other: only the last one counts.",
  remedy: "Remove one of them, or give it another name or namespace.",
  wrong: variation({
    more: `apiVersion: v1
kind: Pod
metadata:
  name: app
---
apiVersion: v1
kind: Pod
metadata:
  name: app
  annotations:
    k8s.v1.cni.cncf.io/networks: east, west, bond@bond0
spec:
  containers:
    - name: app
      resources:
        limits: {example.org/east: 1, example.org/west: 1}
`,
  }),
  right: GOOD,
});

/** An API version that does not exist. */

import { beside } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `api-version`. */
export const apiVersion = defineRule({
  code: "api-version",
  severity: "error",
  replay: "rest",
  title: "an API version that does not exist",
  why: "The API server refuses the object: of a pod there is none, and where it is a " +
    "definition, pods that name it do not start.",
  remedy: "Write k8s.cni.cncf.io/v1 for a definition, v1 for a Pod, apps/v1 for a Deployment.",
  wrong: beside(
    "networks.yaml",
    `apiVersion: k8s.cni.cncf.io/v2
kind: NetworkAttachmentDefinition
metadata:
  name: storage
spec: {}
`,
  ),
  right: beside(
    "networks.yaml",
    `apiVersion: k8s.cni.cncf.io/v1
kind: NetworkAttachmentDefinition
metadata:
  name: storage
spec: {}
`,
  ),
});

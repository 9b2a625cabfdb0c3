/** A kind that is not known. */

import { beside } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `kind-misspelt`. */
export const kindMisspelt = defineRule({
  code: "kind-misspelt",
  severity: "error",
  replay: "rest",
  title: "a kind that is not known",
  why: "The API server knows no such kind, and refuses the object: of a pod there is none, and " +
    "where it is a definition, pods that name it do not start.",
  remedy: "Write the kind as it is called: NetworkAttachmentDefinition, Pod, Deployment.",
  wrong: beside(
    "networks.yaml",
    `apiVersion: k8s.cni.cncf.io/v1
kind: NetworkAttachmentDefinitions
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
spec:
  config: '{"cniVersion": "0.4.0", "name": "storage", "type": "macvlan", "master": "ens3"}'
`,
  ),
});

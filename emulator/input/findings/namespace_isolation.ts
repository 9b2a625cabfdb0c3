/** A network of a namespace that is out of bounds. */

import { documents } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `namespace-isolation`. */
export const namespaceIsolation = defineRule({
  code: "namespace-isolation",
  severity: "error",
  replay: "rest",
  title: "a network of a namespace that is out of bounds",
  why: "With namespaceIsolation Multus refuses pods that name networks of other namespaces: " +
    "the pod does not start.",
  remedy: "Move the definition to the pod's namespace, or to one of globalNamespaces.",
  wrong: documents(`apiVersion: v1
kind: ConfigMap
metadata:
  name: multus-daemon-config
data:
  daemon-config.json: '{"namespaceIsolation": true}'
---
apiVersion: k8s.cni.cncf.io/v1
kind: NetworkAttachmentDefinition
metadata:
  name: storage
  namespace: infra
spec:
  config: '{"cniVersion": "0.4.0", "name": "storage", "type": "macvlan", "master": "ens3"}'
---
apiVersion: v1
kind: Pod
metadata:
  name: app
  annotations:
    k8s.v1.cni.cncf.io/networks: infra/storage
`),
  right: documents(`apiVersion: v1
kind: ConfigMap
metadata:
  name: multus-daemon-config
data:
  daemon-config.json: '{"namespaceIsolation": true}'
---
apiVersion: k8s.cni.cncf.io/v1
kind: NetworkAttachmentDefinition
metadata:
  name: storage
  namespace: default
spec:
  config: '{"cniVersion": "0.4.0", "name": "storage", "type": "macvlan", "master": "ens3"}'
---
apiVersion: v1
kind: Pod
metadata:
  name: app
  annotations:
    k8s.v1.cni.cncf.io/networks: default/storage
`),
});

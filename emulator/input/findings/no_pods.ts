/** There is no pod in the input. */

import { documents, GOOD } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `no-pods`. */
export const noPods = defineRule({
  code: "no-pods",
  severity: "info",
  replay: "none",
  title: "there is no pod in the input",
  why: "Definitions are read, but there is no chain to look at or to replay.",
  remedy: "Add a Pod whose annotation k8s.v1.cni.cncf.io/networks lists networks.",
  wrong: documents(`apiVersion: k8s.cni.cncf.io/v1
kind: NetworkAttachmentDefinition
metadata:
  name: storage
spec:
  config: '{"cniVersion": "0.4.0", "name": "storage", "type": "macvlan", "master": "ens3"}'
`),
  right: GOOD,
});

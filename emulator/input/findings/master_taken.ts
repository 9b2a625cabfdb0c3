/** An interface on a link that bears no other. */

import { aboutConfig, type Clash, clashesIn, type Report } from "../lint/mod.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

const onNics = (one: string, other: string) =>
  variation({
    networks: "lan, wan",
    resources: "{}",
    more: `apiVersion: k8s.cni.cncf.io/v1
kind: NetworkAttachmentDefinition
metadata:
  name: lan
spec:
  config: '{"cniVersion": "0.4.0", "name": "lan", "type": "macvlan", "master": "${one}"}'
---
apiVersion: k8s.cni.cncf.io/v1
kind: NetworkAttachmentDefinition
metadata:
  name: wan
spec:
  config: '{"cniVersion": "0.4.0", "name": "wan", "type": "ipvlan", "master": "${other}", "ipam": {"type": "host-local", "subnet": "10.56.100.0/24"}}'
`,
  });

/** The finding `master-taken`. */
export const masterTaken = defineRule({
  code: "master-taken",
  severity: "error",
  replay: "all",
  title: "an interface on a link that bears no other",
  why: "A link can be a bond's port, or bear macvlan interfaces, or ipvlan ones, but not two of " +
    "these; nor a passthru beside another, nor one VLAN twice. The plugin that comes second " +
    "fails, and the pod does not start.",
  remedy: "Make the interface on the bond instead of its port, or on another link.",
  wrong: onNics("ens3", "ens3"),
  right: onNics("ens3", "ens4"),
  inInput: (input) => clashesIn(input).map(about),
});

function about({ late, earlier }: Clash): Report {
  const { use, context, link, path } = late;
  const { network } = use.delegate;
  const other = earlier.context === context
    ? earlier.use.delegate.network
    : "another pod of the workload";
  return aboutConfig(context, use, path, {
    message: `${network} cannot have ${link}: ${other} has it ${role(earlier.as)}`,
    hint: late.as === "port" || earlier.as === "port"
      ? "make interfaces on the bond, and not on its ports"
      : "take another link, or one kind of interface for all",
  });
}

function role(as: string): string {
  return as === "port" ? "as a bond's port" : `for ${as}`;
}

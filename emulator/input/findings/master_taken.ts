/** An interface on a link that bears no other. */

import {
  aboutConfig,
  type ChainContext,
  type Clash,
  clashesIn,
  type Occupant,
  ownerOf,
  pluginsOfDelegate,
  type Report,
  uppersIn,
} from "../lint/mod.ts";
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
    "these; nor a passthru beside another, nor one VLAN twice, nor macvlan interfaces of one MAC " +
    "address; and an ipvlan link bears ipvlan alone. The plugin that comes second fails, and the " +
    "pod does not start.",
  remedy: "Make the interface on the bond instead of its port, or on another link.",
  wrong: onNics("ens3", "ens3"),
  right: onNics("ens3", "ens4"),
  inPod: onIpvlan,
  inInput: (input) => clashesIn(input).map(about),
});

function about({ late, earlier }: Clash): Report {
  const { use, context, link, path } = late;
  const { network } = use.delegate;
  return aboutConfig(context, use, path, {
    message: `${network} cannot have ${link}: ${ownerOf(earlier, context)} has it ${
      role(earlier, late)
    }`,
    hint: late.as === "port" || earlier.as === "port"
      ? "make interfaces on the bond, and not on its ports"
      : "take another link, or one kind of interface for all, with addresses of their own",
  });
}

function role({ as, mac }: Occupant, late: Occupant): string {
  if (as === "port") return "as a bond's port";
  return `for ${as}${late.as === as && mac ? ` with the address ${mac}` : ""}`;
}

/** It has the address of its NIC, and no other: the kernel makes none on it that needs one (EINVAL, EOPNOTSUPP). */
function onIpvlan(context: ChainContext): Report[] {
  return uppersIn(context).flatMap(({ use, master, maker, inContainer }): Report[] => {
    if (!inContainer || !maker || use.type === "ipvlan") return [];
    if (!pluginsOfDelegate(context, maker).some(({ type }) => type === "ipvlan")) return [];
    return [aboutConfig(context, use, ["master"], {
      message:
        `${use.delegate.network} makes a ${use.type} link on ${master}, an ipvlan link, which ` +
        "bears none",
      hint: `make ${master} by macvlan, or this by ipvlan, too`,
    })];
  });
}

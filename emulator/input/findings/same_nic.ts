/** Links that lead through one NIC. */

import {
  aboutConfig,
  bondsIn,
  type ChainContext,
  linksByDevice,
  listed,
  type Report,
} from "../lint/mod.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `same-nic`. */
export const sameNic = defineRule({
  code: "same-nic",
  severity: "warning",
  replay: "all",
  title: "links that lead through one NIC",
  why: "Cable, port and card are one: when it fails all links fail, and the bond is of no use.",
  remedy: "Take the links from different ones.",
  wrong: variation({
    networks: "lan-1, lan-2, bond@bond0",
    resources: "{}",
    more: `apiVersion: k8s.cni.cncf.io/v1
kind: NetworkAttachmentDefinition
metadata:
  name: lan-1
spec:
  config: '{"cniVersion": "0.4.0", "name": "lan-1", "type": "macvlan", "master": "ens3"}'
---
apiVersion: k8s.cni.cncf.io/v1
kind: NetworkAttachmentDefinition
metadata:
  name: lan-2
spec:
  config: '{"cniVersion": "0.4.0", "name": "lan-2", "type": "macvlan", "master": "ens3"}'
`,
  }),
  right: variation({
    networks: "lan-1, lan-2, bond@bond0",
    resources: "{}",
    more: `apiVersion: k8s.cni.cncf.io/v1
kind: NetworkAttachmentDefinition
metadata:
  name: lan-1
spec:
  config: '{"cniVersion": "0.4.0", "name": "lan-1", "type": "macvlan", "master": "ens3"}'
---
apiVersion: k8s.cni.cncf.io/v1
kind: NetworkAttachmentDefinition
metadata:
  name: lan-2
spec:
  config: '{"cniVersion": "0.4.0", "name": "lan-2", "type": "macvlan", "master": "ens4"}'
`,
  }),
  inPod: check,
});

function check(context: ChainContext): Report[] {
  return bondsIn(context).flatMap((bond) =>
    linksByDevice(context, bond).filter(({ isFunction, links }) => !isFunction && links.length > 1)
      .map(({ device, links }) =>
        aboutConfig(context, bond, ["links"], {
          message: `${listed(links.map(({ name }) => name))} of ${bond.delegate.network} lead ` +
            `through one NIC, ${device}: when it fails, all of them do`,
          hint: "take them from different ones: name another in the definition of each",
        })
      )
  );
}

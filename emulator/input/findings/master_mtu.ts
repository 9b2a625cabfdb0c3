/** An MTU that the link below does not have. */

import { memberOf } from "../../../cni/mod.ts";
import {
  aboutConfig,
  type ChainContext,
  mtuBelow,
  mtuPath,
  pluginsIn,
  type Report,
} from "../lint/mod.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

const onNic = (mtu: number) =>
  variation({
    networks: "lan",
    resources: "{}",
    more: `apiVersion: k8s.cni.cncf.io/v1
kind: NetworkAttachmentDefinition
metadata:
  name: lan
spec:
  config: '{"cniVersion": "0.4.0", "name": "lan", "type": "macvlan", "master": "ens3", "mtu": 9000}'
---
apiVersion: emulator.bond/v1
kind: ChainScenario
metadata:
  name: example
node:
  nics:
    - {name: ens3, mtu: ${mtu}}
`,
  });

/** The finding `master-mtu`. */
export const masterMtu = defineRule({
  code: "master-mtu",
  severity: "error",
  replay: "all",
  title: "an MTU that the link below does not have",
  why: "vlan and macvlan refuse an MTU that is larger than their master's: the pod does not " +
    "start.",
  remedy: "Lower mtu, or raise that of the link below.",
  wrong: onNic(1500),
  right: onNic(9000),
  inPod: check,
});

/** Plugins that look at their master's MTU. */
const CAREFUL: readonly string[] = ["vlan", "macvlan"];

function check(context: ChainContext): Report[] {
  return pluginsIn(context).flatMap((use): Report[] => {
    if (!CAREFUL.includes(use.type)) return [];
    const asked = memberOf(use.config, "mtu");
    const below = mtuBelow(context, use);
    if (typeof asked !== "number" || below === undefined || asked <= below) return [];
    return [aboutConfig(context, use, mtuPath(use), {
      message: `${use.delegate.network} asks for an MTU of ${asked}, but its master has ${below}`,
      hint: `write ${below} or less, leave mtu out, or raise that of the link below`,
    })];
  });
}

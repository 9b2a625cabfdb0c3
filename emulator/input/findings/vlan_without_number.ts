/** A VLAN that is none. */

import { memberOf, spelledIn } from "../../../cni/mod.ts";
import { aboutConfig, type ChainContext, pluginsOfType, type Report } from "../lint/mod.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

const tagged = (number: string) =>
  variation({
    networks: "east, west, bond@bond0, tagged",
    more: `apiVersion: k8s.cni.cncf.io/v1
kind: NetworkAttachmentDefinition
metadata:
  name: tagged
spec:
  config: '{"cniVersion": "0.4.0", "name": "tagged", "type": "vlan", "master": "ens3"${number}, "ipam": {"type": "host-local", "subnet": "10.56.100.0/24"}}'
`,
  });

/** The finding `vlan-without-number`. */
export const vlanWithoutNumber = defineRule({
  code: "vlan-without-number",
  severity: "warning",
  replay: "all",
  title: "a VLAN without a number",
  why: "The plugin takes 0, which tags frames with a priority and with no VLAN: the interface is " +
    "in whichever network the link below is in.",
  remedy: 'Write "vlanId", a number from 1 to 4094.',
  wrong: tagged(""),
  right: tagged(', "vlanId": 100'),
  inPod: check,
  alone: true,
});

function check(context: ChainContext): Report[] {
  return pluginsOfType(context, "vlan").filter(({ config }) => !memberOf(config, "vlanId"))
    .map((use) => {
      const isGiven = memberOf(use.config, "vlanId") !== undefined;
      return aboutConfig(context, use, isGiven ? [spelledIn(use.config, "vlanId")] : ["type"], {
        message: `${use.delegate.network}: vlan ${
          isGiven ? "has the number 0, which is no VLAN" : "has no vlanId, and takes 0"
        }`,
        hint: 'write "vlanId": 100, for example',
      });
    });
}

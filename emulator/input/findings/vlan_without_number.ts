/** A VLAN that is none. */

import { memberOf, spelledIn } from "../../../cni/mod.ts";
import { aboutConfig, type ChainContext, pluginsOfType, type Report } from "../lint/mod.ts";
import { OF_ITS_OWN, withVlan } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `vlan-without-number`. */
export const vlanWithoutNumber = defineRule({
  code: "vlan-without-number",
  severity: "warning",
  replay: "all",
  title: "a VLAN without a number",
  why: "The plugin takes 0, which tags frames with a priority and with no VLAN: the interface is " +
    "in whichever network the link below is in.",
  remedy: 'Write "vlanId", a number from 1 to 4094.',
  wrong: withVlan(`"master": "ens3", ${OF_ITS_OWN}`),
  right: withVlan(`"master": "ens3", "vlanId": 100, ${OF_ITS_OWN}`),
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

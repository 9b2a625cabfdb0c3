/** A plugin that is too old for linkInContainer. */

import { aboutConfig, type ChainContext, type Report, uppersIn } from "../lint/mod.ts";
import { GOOD, OF_ITS_OWN, withVlan } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `link-in-container-unknown`. */
export const linkInContainerUnknown = defineRule({
  code: "link-in-container-unknown",
  severity: "error",
  replay: "all",
  title: "a plugin that is too old for linkInContainer",
  why: "The program passes the key over and looks for its master on the host: it fails, and " +
    "the pod does not start on a node with these programs.",
  remedy: "Update the plugins: vlan, macvlan and ipvlan know linkInContainer from 1.2.0 on.",
  wrong: withVlan(`"master": "bond0", "vlanId": 100, "linkInContainer": true, ${OF_ITS_OWN}`),
  right: GOOD,
  inPod: check,
});

function check(context: ChainContext): Report[] {
  return uppersIn(context).filter(({ use, inContainer, maker, makerIndex }) =>
    inContainer && maker && makerIndex < use.index &&
    context.facts.knowsKey(use.type, "linkInContainer") === false
  ).map(({ use }) =>
    aboutConfig(context, use, ["linkInContainer"], {
      message:
        `${use.delegate.network}: ${use.type} here does not know linkInContainer, and looks for ` +
        "its master on the host",
      hint: "update the plugins, or name the folder of newer ones with --cni-path",
    })
  );
}

/** An interface on a bond's port. */

import { aboutConfig, bondsIn, type ChainContext, type Report, uppersIn } from "../lint/mod.ts";
import { OF_ITS_OWN, withVlan } from "./example.ts";
import { defineRule } from "./rule.ts";

const onLink = (master: string) =>
  withVlan(`"master": "${master}", "vlanId": 100, "linkInContainer": true, ${OF_ITS_OWN}`);

/** The finding `port-bypassed`. */
export const portBypassed = defineRule({
  code: "port-bypassed",
  severity: "warning",
  replay: "all",
  title: "a VLAN on a bond's port",
  why: "Its frames go by that one link, past the bond: when the link fails, there is no failover " +
    "for them.",
  remedy: "Name the bond's interface as master.",
  wrong: onLink("net1"),
  right: onLink("bond0"),
  inPod: check,
});

function check(context: ChainContext): Report[] {
  return uppersIn(context).flatMap(({ use, master, inContainer, maker }): Report[] => {
    const bond = bondsIn(context).find((one) =>
      one.linksInContainer && one.links.some(({ name }) => name === master)
    );
    // The kernel lets no other kind of interface share a link with a bond.
    if (!inContainer || !maker || !bond || use.type !== "vlan") return [];
    return [aboutConfig(context, use, ["master"], {
      message: `${use.delegate.network} is made on ${master}, a port of ${bond.name}: its frames ` +
        "go past the bond",
      hint: `write "master": "${bond.name}", and list ${use.delegate.network} behind the bond`,
    })];
  });
}

/** An interface on a bond's port. */

import { aboutConfig, bondsIn, type ChainContext, type Report, uppersIn } from "../lint/mod.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

const tagged = (master: string) =>
  variation({
    networks: "east, west, bond@bond0, tagged",
    more: `apiVersion: k8s.cni.cncf.io/v1
kind: NetworkAttachmentDefinition
metadata:
  name: tagged
spec:
  config: '{"cniVersion": "0.4.0", "name": "tagged", "type": "vlan", "master": "${master}", "vlanId": 100, "linkInContainer": true, "ipam": {"type": "host-local", "subnet": "10.56.100.0/24"}}'
`,
  });

/** The finding `port-bypassed`. */
export const portBypassed = defineRule({
  code: "port-bypassed",
  severity: "warning",
  replay: "all",
  title: "a VLAN on a bond's port",
  why: "Its frames go by that one link, past the bond: when the link fails, there is no failover " +
    "for them.",
  remedy: "Name the bond's interface as master.",
  wrong: tagged("net1"),
  right: tagged("bond0"),
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

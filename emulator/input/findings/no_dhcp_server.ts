/** Addresses by DHCP where nobody answers. */

import { aboutConfig, type ChainContext, ipamType, pluginsIn, type Report } from "../lint/mod.ts";
import { GOOD, variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `no-dhcp-server`. */
export const noDhcpServer = defineRule({
  code: "no-dhcp-server",
  severity: "info",
  replay: "all",
  title: "addresses by DHCP where nobody answers",
  why: "On a cluster the network's server answers; in a replay there is one only if a " +
    "ChainScenario describes it, and without it the plugin gives up.",
  remedy: "Describe the server in a ChainScenario: node: {hosts: [{name: server, addresses: " +
    "[10.0.0.1/24], dhcp: {from: 10.0.0.100, to: 10.0.0.200}}]}.",
  wrong: variation({ bond: '"ipam": {"type": "dhcp"}' }),
  right: GOOD,
  inPod: check,
});

function check(context: ChainContext): Report[] {
  if (context.node.hosts.some(({ dhcp }) => dhcp !== undefined)) return [];
  return pluginsIn(context).filter((use) => ipamType(use) === "dhcp").map((use) =>
    aboutConfig(context, use, ["ipam"], {
      message: `${use.delegate.network} asks for an address by DHCP, and nobody here answers`,
      hint: "describe the server in a ChainScenario: node: {hosts: [{name: server, " +
        "addresses: [10.0.0.1/24], dhcp: {from: 10.0.0.100, to: 10.0.0.200}}]}",
    })
  );
}

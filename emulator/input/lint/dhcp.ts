/** Addresses that nobody would give out. */

import { isJsonObject } from "../../../cni/mod.ts";
import type { Diagnostic } from "../model.ts";
import { aboutConfig, type ChainContext, pluginsIn } from "./plugin_use.ts";

/** Returns a finding for each plugin that asks for an address by DHCP where no host answers. */
export function lintDhcp(context: ChainContext): Diagnostic[] {
  if (context.node.hosts.some(({ dhcp }) => dhcp !== undefined)) return [];
  const asking = pluginsIn(context).filter(({ config: { ipam } }) =>
    isJsonObject(ipam) && ipam["type"] === "dhcp"
  );
  return asking.map((use) =>
    aboutConfig(context, use, ["ipam"], {
      code: "no-dhcp-server",
      message: `${use.delegate.network} asks for an address by DHCP, and nobody here answers`,
      hint: "describe the server in a ChainScenario: node: {hosts: [{name: server, " +
        "addresses: [10.0.0.1/24], dhcp: {from: 10.0.0.100, to: 10.0.0.200}}]}",
    })
  );
}

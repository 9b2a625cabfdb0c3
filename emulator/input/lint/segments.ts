/** The networks outside of a pod that its interfaces lead to, as far as the text tells them. */

import { memberOf } from "../../../cni/mod.ts";
import { nodeLinksIn } from "../chain/mod.ts";
import { bondsIn } from "./bond_use.ts";
import { type ChainContext, pluginsOfDelegate, type PluginUse } from "./plugin_use.ts";
import { uppersIn } from "./uppers.ts";

/**
 * Returns where frames of the plugin's interface enter the network: "ens1f0", or "ens1f0 5" for VLAN 5; of a
 * virtual function its resource, since which port that is the node alone knows. None where that cannot be told.
 */
export function segmentsOf(context: ChainContext, use: PluginUse): string[] {
  const bond = bondsIn(context).find(({ config }) => config === use.config);
  if (bond) {
    const makers = bond.linksInContainer ? bond.links.flatMap(({ maker }) => maker ?? []) : [];
    return makers.filter((maker) => maker !== use.delegate).flatMap((maker) => {
      const [first] = pluginsOfDelegate(context, maker);
      return first ? segmentsOf(context, first) : [];
    });
  }
  const upper = uppersIn(context).find(({ use: { config } }) => config === use.config);
  if (upper?.inContainer) return [];
  const device = use.type === "sriov"
    ? use.delegate.resourceName
    : nodeLinksIn(use.config)[0]?.name;
  const vlan = memberOf(use.config, use.type === "vlan" ? "vlanId" : "vlan") || "";
  return device === undefined ? [] : [vlan === "" ? device : `${device} ${JSON.stringify(vlan)}`];
}

/** MTUs of the links of a chain, as far as the text tells them. In octets. */

import { memberOf, spelledIn } from "../../../cni/mod.ts";
import { nodeLinksIn } from "../chain/mod.ts";
import { traitsOf } from "../plugins/mod.ts";
import { ETHERNET_MTU } from "../devices/mod.ts";
import type { Path } from "../manifests/mod.ts";
import type { Delegate, NodeModel } from "../model.ts";
import { type BondLink, bondsIn, type BondUse } from "./bond_use.ts";
import { type ChainContext, pluginsOfDelegate, type PluginUse } from "./plugin_use.ts";
import { uppersIn } from "./uppers.ts";

/** Returns the link's MTU as the bond finds it; undefined where the text does not say. */
export function mtuOf(
  context: ChainContext,
  bond: BondUse,
  { name, maker, makerIndex }: BondLink,
): number | undefined {
  if (!bond.linksInContainer) return mtuOnNode(context.node, name);
  return maker && makerIndex < bond.index ? mtuOfDelegate(context, maker) : undefined;
}

/** Returns the MTU of the delegate's interface; undefined where the text does not say. */
function mtuOfDelegate(context: ChainContext, delegate: Delegate): number | undefined {
  const plugins = pluginsOfDelegate(context, delegate);
  const tuned = plugins.filter(({ type }) => type === "tuning").flatMap((use) => ownMtu(use) ?? []);
  return tuned.at(-1) ?? plugins.map((use) => mtuOfPlugin(context, use))[0];
}

/** Returns the MTU that the plugin gives its interface; undefined where the text does not say. */
export function mtuOfPlugin(context: ChainContext, use: PluginUse): number | undefined {
  const bond = bondsIn(context).find(({ config }) => config === use.config);
  if (bond) return mtuOfBond(context, bond);
  const own = traitsOf(use.type).setsMtu ? ownMtu(use) : undefined;
  if (own !== undefined) return own;
  const functions = context.node.physicalFunctions.flatMap((pf) => pf.virtualFunctions);
  const device = functions.find(({ pciAddress }) => use.delegate.deviceId === pciAddress);
  return device ? device.mtu : mtuBelow(context, use);
}

/** Returns the MTU of the link that the plugin takes or builds on; undefined where the text does not say. */
export function mtuBelow(context: ChainContext, use: PluginUse): number | undefined {
  const upper = uppersIn(context).find(({ use: { config } }) => config === use.config);
  if (upper?.inContainer) {
    const { maker, makerIndex } = upper;
    return maker && makerIndex < use.index ? mtuOfDelegate(context, maker) : undefined;
  }
  const [link] = nodeLinksIn(use.config);
  return link && mtuOnNode(context.node, link.name);
}

function mtuOfBond(context: ChainContext, bond: BondUse): number | undefined {
  const { mtu } = bond.outline.settings;
  if (typeof mtu === "number" && mtu > 0) return mtu;
  const links = bond.links.map((link) => mtuOf(context, bond, link));
  if (links.length === 0 || !links.every((mtu) => mtu !== undefined)) return undefined;
  return Math.min(...links, ...(mtu === "auto" ? [] : [ETHERNET_MTU]));
}

/** The MTU of the plugin's configuration; 0 leaves it as it is. */
function ownMtu({ config }: PluginUse): number | undefined {
  const mtu = memberOf(config, "mtu");
  return typeof mtu === "number" && mtu > 0 ? mtu : undefined;
}

/** Returns where the MTU stands in a plugin's configuration. */
export function mtuPath({ config }: Pick<PluginUse, "config">): Path {
  return [spelledIn(config, "mtu")];
}

function mtuOnNode({ physicalFunctions, nics }: NodeModel, name: string): number | undefined {
  const functions = physicalFunctions.flatMap((pf) => [pf, ...pf.virtualFunctions]);
  return [...functions, ...nics].find((device) => device.name === name)?.mtu;
}

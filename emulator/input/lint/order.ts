/** Bonds and the order of the annotation. */

import { outlineBond } from "../../../bond/mod.ts";
import { configOf, NetworkConfigError, pluginsOf } from "../chain/mod.ts";
import type { Delegate } from "../model.ts";
import type { BondUse } from "./bond_use.ts";
import { type ChainContext, type LintInput } from "./plugin_use.ts";

/** A network whose interface would have the name that the bond looks for. */
interface Misnamed {
  /** The name that the interface would have. */
  name: string;
  delegate: Delegate;
}

/**
 * Returns the networks that would make the bond's links if it stood behind them: interfaces are named
 * by their place, and a bond before its links shifts them by one. None when that is not the cause.
 */
export function misnamedByOrder({ chain }: ChainContext, bond: BondUse): Misnamed[] {
  if (bond.links.every(({ maker }) => maker)) return [];
  const others = chain.delegates.filter((_, index) => index !== bond.index);
  const named = others.map((delegate, index): Misnamed => {
    const isByPlace = delegate.ifname === `net${chain.delegates.indexOf(delegate)}`;
    return { delegate, name: isByPlace ? `net${index}` : delegate.ifname };
  });
  const makers = bond.links.map((link) => named.find(({ name }) => name === link.name));
  if (!makers.every((maker) => maker !== undefined)) return [];
  const isLate = makers.some(({ delegate }) => chain.delegates.indexOf(delegate) > bond.index);
  return isLate ? makers : [];
}

/** Of more than so many nobody picks one. */
const MOST_NETWORKS = 100;

/** Returns the definitions of the pod's namespace that the pod does not name and that are no bonds. */
export function networksForLinks({ networks, pod, chain }: ChainContext): string[] {
  const named = chain.delegates.map(({ network }) => network);
  return networks.slice(0, MOST_NETWORKS).filter(({ namespace, name, config }) =>
    namespace === pod.namespace && !named.includes(`${namespace}/${name}`) &&
    !/"type"\s*:\s*"bond"/.test(config?.text ?? "")
  ).map(({ name }) => name);
}

/** A bond that is defined. */
interface DefinedBond {
  namespace: string;
  name: string;
  /** Names of links in the container. */
  links: string[];
}

/** Returns the bonds of links in the container that no pod of the input attaches. */
export function unattachedBonds({ manifests, resolved, pods }: LintInput): DefinedBond[] {
  const attached = new Set(
    pods.flatMap(({ chain }) => chain.delegates.map(({ network }) => network)),
  );
  return manifests.networks.flatMap((network): DefinedBond[] => {
    const { namespace, name } = network;
    if (attached.has(`${namespace}/${name}`)) return [];
    try {
      const plugins = pluginsOf(configOf(network, resolved.settings.confDir));
      const bond = plugins.find(({ type }) => type === "bond");
      if (!bond) return [];
      const { links, settings } = outlineBond(bond);
      if (links.length === 0 || !settings.linksInContainer) return [];
      return [{ namespace, name, links: links.map((link) => link.name) }];
    } catch (error) {
      if (error instanceof NetworkConfigError) return [];
      throw error;
    }
  });
}

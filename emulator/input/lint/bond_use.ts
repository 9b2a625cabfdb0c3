/** The bonds of a pod, and what their configurations say as far as the plugin itself can read them. */

import { type BondMode, type BondOutline, outlineBond } from "../../../bond/mod.ts";
import type { Path } from "../manifests/mod.ts";
import type { Delegate } from "../model.ts";
import { type ChainContext, pluginsOfType, type PluginUse } from "./plugin_use.ts";

/** A link of a bond, as its configuration names it. */
export interface BondLink {
  name: string;
  /** From the configuration. */
  path: Path;
  /** The attachment that makes the link; absent when none does. */
  maker?: Delegate;
  /** The maker's place among the pod's delegates; -1 when there is none. */
  makerIndex: number;
}

/** A bond of a pod. What its configuration says wrongly is taken as not said. */
export interface BondUse extends PluginUse {
  /** The bond's interface name. */
  name: string;
  /** The configuration, as the plugin reads it. */
  outline: BondOutline;
  links: BondLink[];
  linksInContainer: boolean;
  mode: BondMode | undefined;
  failOverMac: "none" | "active" | "follow";
  /** Whether the carrier of links is looked at. */
  monitorsCarrier: boolean;
}

const known = new WeakMap<ChainContext, readonly BondUse[]>();

/** Returns the pod's bonds. */
export function bondsIn(context: ChainContext): readonly BondUse[] {
  const found = known.get(context) ?? outlineBonds(context);
  known.set(context, found);
  return found;
}

function outlineBonds(context: ChainContext): BondUse[] {
  const { delegates } = context.chain;
  return pluginsOfType(context, "bond").map((use) => {
    const outline = outlineBond(use.config);
    const links = outline.links.map(({ name, path }): BondLink => {
      const makerIndex = delegates.findIndex(({ ifname }) => ifname === name);
      const maker = delegates[makerIndex];
      return { name, path, makerIndex, ...(maker ? { maker } : {}) };
    });
    const { options, settings: { linksInContainer } } = outline;
    return {
      ...use,
      name: use.delegate.ifname,
      outline,
      links,
      linksInContainer,
      mode: options.mode,
      failOverMac: options.failOverMac ?? "none",
      monitorsCarrier: Boolean(options.miimon),
    };
  });
}

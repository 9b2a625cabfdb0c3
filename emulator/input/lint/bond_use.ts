/** The bonds of a pod, and what their configurations say as far as it can be read. */

import { BOND_MODES, type BondMode, readValue } from "../../../bond/mod.ts";
import { isJsonObject, type JsonObject } from "../../../cni/mod.ts";
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
  /** The maker's place among the pod's delegates. */
  makerIndex: number;
}

/** A bond of a pod. What its configuration says wrongly is taken as not said. */
export interface BondUse extends PluginUse {
  /** The bond's interface name. */
  name: string;
  links: BondLink[];
  linksInContainer: boolean;
  mode: BondMode | undefined;
  failOverMac: "none" | "active" | "follow";
  /** Octets; absent when it is the links' to say. */
  mtu?: number;
}

/** Returns the pod's bonds. */
export function bondsIn(context: ChainContext): BondUse[] {
  return pluginsOfType(context, "bond").map((use) => {
    const { config, delegate } = use;
    const mtu = readValue({ type: "integer", min: 1, max: 65535 }, config["mtu"]).value;
    return {
      ...use,
      name: delegate.ifname,
      links: linksOf(config, context.chain.delegates),
      linksInContainer: readValue({ type: "boolean" }, config["linksInContainer"]).value === 1,
      mode: enumName(BOND_MODES, config["mode"]),
      failOverMac: enumName(FAIL_OVER_MAC, config["failOverMac"]) ?? "none",
      ...(mtu === undefined ? {} : { mtu }),
    };
  });
}

/** IFLA_BOND_FAIL_OVER_MAC, by the kernel's names. */
const FAIL_OVER_MAC = { none: 0, active: 1, follow: 2 } as const;

function enumName<N extends string>(
  names: Readonly<Record<N, number>>,
  input: unknown,
): N | undefined {
  const { value } = readValue({ type: "enum", names }, input);
  return (Object.keys(names) as N[]).find((name) => names[name] === value);
}

function linksOf({ links }: JsonObject, delegates: readonly Delegate[]): BondLink[] {
  if (!Array.isArray(links)) return [];
  return links.flatMap((link: unknown, i): BondLink[] => {
    const [name, path] = isJsonObject(link)
      ? [link["name"], ["links", i, "name"]]
      : [link, ["links", i]];
    if (typeof name !== "string") return [];
    const makerIndex = delegates.findIndex(({ ifname }) => ifname === name);
    const maker = delegates[makerIndex];
    return [{ name, path, makerIndex, ...(maker ? { maker } : {}) }];
  });
}

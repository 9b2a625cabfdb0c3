/** Links of the node that networks are made on. */

import { outlineBond } from "../../../bond/mod.ts";
import { isJsonObject, type JsonObject, memberOf } from "../../../cni/mod.ts";
import { isLinkName } from "../../../netlink/mod.ts";
import type { Delegate, Nic, PodChain } from "../model.ts";
import { linkToldIn } from "./host_device.ts";
import { pluginsOf } from "./network_config.ts";
import { traitsOf } from "../plugins/mod.ts";

/** A link that the node must have. */
export type NodeLink =
  & Pick<Nic, "name" | "defaultRoute">
  & Partial<Pick<Nic, "mtu" | "pciAddress" | "mac">>;

/** A usual name of the link that a node's default route leaves by. */
const DEFAULT_LINK: NodeLink = { name: "eth0", defaultRoute: true };

/** Returns the links of the node that the plugins of the chains take or build on, each once. */
export function nodeLinksOf(chains: readonly PodChain[]): NodeLink[] {
  return eachOnce(chains.flatMap(({ delegates }) => {
    const links = delegates.flatMap((delegate) => {
      // The pod's eth0 says nothing of the node's: "master": "eth0" is what most examples have. And a
      // NIC may have its own name in the pod, too.
      const made = delegates.filter((other) => !other.master && other !== delegate)
        .map(({ ifname }) => ifname);
      return linksIn(delegate.config).filter(({ name, defaultRoute }) =>
        defaultRoute || !made.includes(name)
      );
    });
    // Those of the bonds only say how large the others are.
    const known = links.map(({ name }) => name);
    return [...links, ...underBonds(delegates).filter(({ name }) => known.includes(name))];
  }));
}

/** The links of the node that interfaces of bonds are made of, with the MTU that the bond asks for. */
function underBonds(delegates: readonly Delegate[]): NodeLink[] {
  return delegates.flatMap(pluginsOf).filter(({ type }) => type === "bond").flatMap((bond) => {
    const { settings: { linksInContainer, mtu }, links } = outlineBond(bond);
    const makers = delegates.filter(({ ifname, master }) =>
      !master && links.some(({ name }) => name === ifname)
    );
    return linksInContainer
      ? makers.flatMap(({ config }) => linksIn(config)).map((link) => ({
        ...link,
        ...atLeast(mtu),
      }))
      : links.flatMap(({ name }) => named(name)).map((link) => ({ ...link, ...atLeast(mtu) }));
  });
}

/**
 * Returns the links of the node in a plugin's configuration, a list of plugins, or a delegate's in a
 * configuration, each once.
 */
export function nodeLinksIn(config: unknown): NodeLink[] {
  return eachOnce(linksIn(config));
}

function linksIn(value: unknown): NodeLink[] {
  if (Array.isArray(value)) return value.flatMap(linksIn);
  if (!isJsonObject(value)) return [];
  const inner = Object.values(value).flatMap(linksIn);
  const type = memberOf(value, "type");
  if (type === "bond") {
    const { settings, links } = outlineBond(value);
    const own = settings.linksInContainer ? [] : links.flatMap(({ name }) => named(name));
    return [...own, ...inner];
  }
  if (type === "host-device") return [...takenBy(value), ...inner];
  const { link: key, orDefaultRoute } = traitsOf(type);
  if (key === undefined || memberOf(value, "linkInContainer") === true) return inner;
  const name = memberOf(value, key);
  const own = name || !orDefaultRoute ? named(name) : [DEFAULT_LINK];
  return [...own.map((link) => ({ ...link, ...atLeast(memberOf(value, "mtu")) })), ...inner];
}

/** Where host-device finds a NIC by what it is, and not by its name, one is made up. */
function takenBy(config: JsonObject): NodeLink[] {
  const told = linkToldIn(config);
  if (!told) return [];
  const { by, value } = told;
  if (by === "name") return named(value);
  const name = `nic${value.replace(/^0000:|^..:..:/, "").replace(/[:.]/g, "")}`;
  return [{ name, defaultRoute: false, [by]: value }];
}

/** What is made on a link cannot have a larger MTU: nobody says that the link has not the one it takes. */
function atLeast(mtu: unknown): { mtu?: number } {
  return typeof mtu === "number" && mtu > USUAL_MTU && mtu <= LARGEST_MTU ? { mtu } : {};
}

const USUAL_MTU = 1500;
const LARGEST_MTU = 65535;

/** Placeholders and nonsense are told of elsewhere. */
function named(name: unknown): NodeLink[] {
  return isLinkName(name) && name !== "lo" && !/[<>]/.test(name)
    ? [{ name, defaultRoute: false }]
    : [];
}

function eachOnce(links: readonly NodeLink[]): NodeLink[] {
  return [...Map.groupBy(links, ({ name }) => name)].map(([name, same]) => ({
    ...same[0],
    name,
    defaultRoute: same.some(({ defaultRoute }) => defaultRoute),
    ...atLeast(Math.max(...same.map(({ mtu = 0 }) => mtu))),
  }));
}

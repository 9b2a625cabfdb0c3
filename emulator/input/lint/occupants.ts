/** Who sits on a link: the kernel lets not everybody share one. */

import { isJsonObject, memberOf } from "../../../cni/mod.ts";
import { normalizeMac } from "../../../netlink/mod.ts";
import { nodeLinksIn } from "../chain/mod.ts";
import { traitsOf } from "../plugins/mod.ts";
import type { Path } from "../manifests/mod.ts";
import { fullName } from "../names.ts";
import { bondsIn } from "./bond_use.ts";
import {
  type ChainContext,
  type LintInput,
  macDueOf,
  pluginsIn,
  type PluginUse,
} from "./plugin_use.ts";

/** A plugin that makes its interface on a link, or makes the link its port. */
export interface Occupant {
  context: ChainContext;
  use: PluginUse;
  /** From the plugin's configuration. */
  path: Path;
  /** The link. */
  link: string;
  inContainer: boolean;
  /** What becomes of the link: "port", "macvlan", "passthru", "ipvlan", or "vlan" with its number. */
  as: string;
  /** The MAC address that a macvlan interface is to have; absent where it gets one of its own. */
  mac?: string;
}

/** Someone who finds a link taken, and by whom. */
export interface Clash {
  late: Occupant;
  earlier: Occupant;
}

/** Returns who comes too late for a link, in a pod or, on the node, in another pod. */
export function clashesIn({ pods }: LintInput): Clash[] {
  const onNode = new Map<string, Occupant[]>();
  return pods.flatMap((context) => {
    const inPod = new Map<string, Occupant[]>();
    return occupantsIn(context).flatMap((late): Clash[] => {
      const links = late.inContainer ? inPod : onNode;
      const others = links.get(late.link) ?? [];
      const earlier = others.find((one) => excludes(one, late));
      // One of each kind says it all: replicas are many.
      if (!others.some(({ as, mac }) => as === late.as && mac === late.mac)) {
        links.set(late.link, [...others, late]);
      }
      return earlier ? [{ late, earlier }] : [];
    });
  });
}

/** Returns the words for who has what `context` wants. */
export function ownerOf(
  { context: owner, use }: Pick<Occupant, "context" | "use">,
  context: ChainContext,
): string {
  if (owner === context) return use.delegate.network;
  return owner.pod.source === context.pod.source
    ? "another pod of the workload"
    : `the pod ${fullName(owner.pod)}`;
}

/** One that answers for all frames of a link (the kernel's rx_handler) bears no other that does. */
const HANDLERS: readonly string[] = ["port", "macvlan", "passthru", "ipvlan"];

function excludes(one: Occupant, other: Occupant): boolean {
  if (one.as !== other.as) return HANDLERS.includes(one.as) && HANDLERS.includes(other.as);
  return one.as === "passthru" || one.as.startsWith("vlan ") ||
    (one.mac !== undefined && one.mac === other.mac);
}

function occupantsIn(context: ChainContext): Occupant[] {
  const ports = bondsIn(context).flatMap((bond) =>
    bond.links.map(({ name, path }): Occupant => ({
      context,
      use: bond,
      path,
      link: name,
      inContainer: bond.linksInContainer,
      as: "port",
    }))
  );
  return [...uppersOf(context), ...ports]
    .sort((one, other) => one.use.index - other.use.index);
}

function uppersOf(context: ChainContext): Occupant[] {
  const found: Occupant[] = [];
  for (const use of pluginsIn(context)) {
    const as = kindOf(use);
    const inContainer = memberOf(use.config, "linkInContainer") === true;
    const link = inContainer
      ? memberOf(use.config, "master")
      : nodeLinksIn(withoutInner(use))[0]?.name;
    if (as === undefined || typeof link !== "string" || link === "") continue;
    // On a link of its own kind it is made on what bears that (macvlan_common_newlink, ipvlan_link_new).
    const below = inContainer && use.type !== "vlan"
      ? found.find((one) => one.use.delegate.ifname === link && one.use.type === use.type)
      : undefined;
    const mac = normalizeMac(macDueOf(use));
    found.push({
      context,
      use,
      path: ["master"],
      link: below?.link ?? link,
      inContainer: below?.inContainer ?? inContainer,
      as,
      ...(use.type === "macvlan" && mac !== undefined ? { mac } : {}),
    });
  }
  return found;
}

function kindOf({ type, config }: PluginUse): string | undefined {
  if (!traitsOf(type).isUpper) return undefined;
  if (type === "vlan") return `vlan ${JSON.stringify(memberOf(config, "vlanId") ?? 0)}`;
  return type === "macvlan" && memberOf(config, "mode") === "passthru" ? "passthru" : type;
}

/** The plugin's configuration without those of plugins that it runs. */
function withoutInner({ config }: PluginUse) {
  return Object.fromEntries(Object.entries(config).filter(([, value]) => !isJsonObject(value)));
}

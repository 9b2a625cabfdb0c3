/** Who sits on a link: the kernel lets not everybody share one. */

import { isJsonObject, memberOf } from "../../../cni/mod.ts";
import { nodeLinksIn } from "../chain/mod.ts";
import { traitsOf } from "../plugins/mod.ts";
import type { Path } from "../manifests/mod.ts";
import { bondsIn } from "./bond_use.ts";
import { type ChainContext, type LintInput, pluginsIn, type PluginUse } from "./plugin_use.ts";

/** A plugin that makes its interface on a link, or makes the link its port. */
interface Occupant {
  context: ChainContext;
  use: PluginUse;
  /** From the plugin's configuration. */
  path: Path;
  /** The link. */
  link: string;
  inContainer: boolean;
  /** What becomes of the link: "port", "macvlan", "passthru", "ipvlan", or "vlan" with its number. */
  as: string;
}

/** Someone who finds a link taken, and by whom. */
export interface Clash {
  late: Occupant;
  earlier: Occupant;
}

/** Returns who comes too late for a link, in a pod or, on the node, in another pod of the workload. */
export function clashesIn({ pods }: LintInput): Clash[] {
  const workloads = Map.groupBy(pods, ({ pod }) => pod.source);
  return [...workloads.values()].flatMap((contexts) => {
    const onNode = new Map<string, Occupant[]>();
    return contexts.flatMap((context) => {
      const inPod = new Map<string, Occupant[]>();
      return occupantsIn(context).flatMap((late): Clash[] => {
        const links = late.inContainer ? inPod : onNode;
        const others = links.get(late.link) ?? [];
        const earlier = others.find((one) => excludes(one.as, late.as));
        // One of each kind says it all: replicas are many.
        if (!others.some(({ as }) => as === late.as)) links.set(late.link, [...others, late]);
        return earlier ? [{ late, earlier }] : [];
      });
    });
  });
}

/** One that answers for all frames of a link (the kernel's rx_handler) bears no other that does. */
const HANDLERS: readonly string[] = ["port", "macvlan", "passthru", "ipvlan"];

function excludes(one: string, other: string): boolean {
  if (one === other) return one === "passthru" || one.startsWith("vlan ");
  return HANDLERS.includes(one) && HANDLERS.includes(other);
}

function occupantsIn(context: ChainContext): Occupant[] {
  const uppers = pluginsIn(context).flatMap((use): Occupant[] => {
    const as = kindOf(use);
    const inContainer = memberOf(use.config, "linkInContainer") === true;
    const link = inContainer
      ? memberOf(use.config, "master")
      : nodeLinksIn(withoutInner(use))[0]?.name;
    if (as === undefined || typeof link !== "string" || link === "") return [];
    return [{ context, use, path: ["master"], link, inContainer, as }];
  });
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
  return [...uppers, ...ports].sort((one, other) => one.use.index - other.use.index);
}

function kindOf({ type, config }: PluginUse): string | undefined {
  if (!traitsOf(type).isUpper) return undefined;
  if (type === "vlan") return `vlan ${memberOf(config, "vlanId") ?? 0}`;
  return type === "macvlan" && memberOf(config, "mode") === "passthru" ? "passthru" : type;
}

/** The plugin's configuration without those of plugins that it runs. */
function withoutInner({ config }: PluginUse) {
  return Object.fromEntries(Object.entries(config).filter(([, value]) => !isJsonObject(value)));
}

/** Plugins in the chains of pods, with the place where each one's configuration was written. */

import {
  buildConfig,
  isJsonObject,
  isSameKey,
  type JsonObject,
  memberOf,
  OLDEST_VERSION,
} from "../../../cni/mod.ts";
import { findNetwork, type ResolvedChains, type UnattachedNetwork } from "../chain/mod.ts";
import { findingAt } from "../finding.ts";
import type { Manifests, NetworkManifest, Path, PodManifest } from "../manifests/mod.ts";
import type { Delegate, Finding, NodeModel, PodChain, Position } from "../model.ts";
import { fullName, parseName } from "../names.ts";
import { nearName } from "../words/mod.ts";
import type { PluginFacts } from "./facts.ts";

/** Everything that rules may look at. */
export interface LintInput {
  manifests: Manifests;
  resolved: Omit<ResolvedChains, "findings">;
  facts: PluginFacts;
  /** The pods whose chains could be made, in the order in which they are attached. */
  pods: readonly ChainContext[];
  /** The definitions that no pod attaches, each as if one did. */
  unattached: readonly (ChainContext & Pick<UnattachedNetwork, "needed">)[];
}

/** A pod's chain, and what belongs to it. */
export interface ChainContext {
  node: NodeModel;
  pod: PodManifest;
  chain: PodChain;
  networks: readonly NetworkManifest[];
  facts: PluginFacts;
}

/** A plugin of a delegate. */
export interface PluginUse {
  delegate: Delegate;
  /** Its place among the pod's delegates. */
  index: number;
  type: string;
  config: JsonObject;
  /** Where the configuration is within the delegate's. */
  path: Path;
}

/** What a rule has found; the rule itself says which finding that is. */
export type Report = Omit<Finding, "code">;

/** What a report says. */
export type Words = Pick<Finding, "message" | "hint">;

/** Returns what rules look at. */
export function lintInput(
  manifests: Manifests,
  resolved: Omit<ResolvedChains, "findings">,
  facts: PluginFacts,
  unattached: readonly UnattachedNetwork[] = [],
): LintInput {
  const { node, chains } = resolved;
  const byName = new Map(manifests.pods.map((pod) => [fullName(pod), pod]));
  const pods = chains.flatMap((chain) => {
    const pod = byName.get(fullName(chain.pod));
    return pod ? [{ node, pod, chain, networks: manifests.networks, facts }] : [];
  });
  const { networks } = manifests;
  const alone = unattached.map((network) => ({ ...network, node, networks, facts }));
  return { manifests, resolved, facts, pods, unattached: alone };
}

const known = new WeakMap<PodChain, readonly PluginUse[]>();

/** Returns the plugins of a pod in the order in which they run, those that flannel runs included. */
export function pluginsIn({ chain }: Pick<ChainContext, "chain">): readonly PluginUse[] {
  const found = known.get(chain) ?? usesIn(chain);
  known.set(chain, found);
  return found;
}

function usesIn(chain: PodChain): PluginUse[] {
  return chain.delegates.flatMap((delegate, index) => {
    const { config } = delegate;
    const list = config["plugins"];
    const plugins: [Path, unknown][] = delegate.kind === "conflist" && Array.isArray(list)
      ? list.map((plugin: unknown, i) => [["plugins", i], plugin])
      : [[[], config]];
    return plugins.flatMap(([path, plugin]) => usesOf(plugin, path, delegate, index));
  });
}

function usesOf(plugin: unknown, path: Path, delegate: Delegate, index: number): PluginUse[] {
  if (!isJsonObject(plugin)) return [];
  const type = memberOf(plugin, "type");
  if (typeof type !== "string") return [];
  const own = { delegate, index, type, config: plugin, path };
  return [own, ...usesOf(plugin["delegate"], [...path, "delegate"], delegate, index)];
}

/** Returns the pod's plugins of one type. */
export function pluginsOfType(context: ChainContext, type: string): PluginUse[] {
  return pluginsIn(context).filter((use) => use.type === type);
}

/** Returns the plugins of one delegate. */
export function pluginsOfDelegate(context: ChainContext, delegate: Delegate): PluginUse[] {
  return pluginsIn(context).filter((use) => use.delegate === delegate);
}

/** Returns a report about `path` of a plugin's configuration. */
export function aboutConfig(
  { networks, pod }: ChainContext,
  { delegate, path: base }: Pick<PluginUse, "delegate" | "path">,
  path: Path,
  words: Words,
): Report {
  const text = networkOf(networks, delegate)?.config;
  const position = text?.atPath([...base, ...path]) ?? delegate.position ??
    pod.source.position(["metadata"]);
  return reportAt(position, words);
}

/** Returns a report about an entry of the pod's annotation. */
export function aboutSelection(
  { pod }: ChainContext,
  { selectedAt }: Pick<Delegate, "selectedAt">,
  words: Words,
): Report {
  return reportAt(selectedAt ?? pod.source.position(["metadata"]), words);
}

/** Returns a report about what stands at `position`. */
export function reportAt(position: Position, words: Words): Report {
  const { code: _, ...report } = findingAt(position, { code: "", ...words });
  return report;
}

/** Returns the definition that the delegate was made from; undefined for the cluster's own configurations. */
export function networkOf(
  networks: readonly NetworkManifest[],
  { network }: Delegate,
): NetworkManifest | undefined {
  return network.includes("/") ? findNetwork(parseName(network), networks) : undefined;
}

/** Returns CNI_ARGS of the delegate's ADD. */
export function argsOf({ cniArgs, addArgs }: Delegate): Map<string, string> {
  return new Map([...cniArgs, ...addArgs]);
}

/**
 * Returns the plugin's configuration as the runtime passes it on: `runtimeConfig` is what the pod asks for,
 * or what is written there where the pod asks for nothing.
 */
export function passedConfig({ config, type, delegate }: PluginUse): JsonObject {
  const label = { name: delegate.cniName, cniVersion: versionOf(delegate) };
  return buildConfig(label, { ...config, type }, { capabilityArgs: delegate.runtimeConfig });
}

/** Returns runtimeConfig as the runtime passes it on to the plugin; without members where it is no object. */
export function runtimeConfigOf(use: PluginUse): JsonObject {
  const runtime = memberOf(passedConfig(use), "runtimeConfig");
  return isJsonObject(runtime) ? runtime : {};
}

/** Returns the MAC address that the pod asks the delegate for, "" when it asks for none. */
export function macAskedOf(delegate: Delegate): string {
  const asked = delegate.runtimeConfig["mac"] ?? argsOf(delegate).get("MAC");
  return typeof asked === "string" ? asked : "";
}

/** Returns the MAC address that the plugin is to give, whoever asks for it, "" when none is. */
export function macDueOf(use: PluginUse): string {
  const asked = macAskedOf(use.delegate) || memberOf(runtimeConfigOf(use), "mac") ||
    memberOf(use.config, "mac");
  return typeof asked === "string" ? asked : "";
}

/** Returns the version of CNI that the delegate's plugins are called in. */
export function versionOf({ config }: Delegate): string {
  const written = memberOf(config, "cniVersion");
  return typeof written === "string" && written !== "" ? written : OLDEST_VERSION;
}

/** Keys of the protocol, of runtimes and of Multus, which any plugin's configuration may have. */
const PROTOCOL_KEYS: readonly string[] = [
  ...["cniVersion", "cniVersions", "name", "type", "ipam", "dns", "capabilities", "prevResult"],
  ...["runtimeConfig", "args", "disableCheck", "disableGC", "deviceID", "pciBusID", "resourceName"],
];

/** Returns the keys of a plugin's configuration that are neither `known` nor the protocol's. */
export function strangersIn(config: JsonObject, known: readonly string[]): string[] {
  const all = [...known, ...PROTOCOL_KEYS];
  return Object.keys(config).filter((key) =>
    !key.startsWith("cni.dev/") && !isVersionKey(key) && !all.some((one) => isSameKey(one, key))
  );
}

/** Whether a key looks like cniVersion. */
export function isVersionKey(key: string): boolean {
  return /^(cni[-_. ]?)?version$/i.test(key) ||
    (key.length > 7 && key !== "cniVersions" && nearName(key, ["cniVersion"]) !== undefined);
}

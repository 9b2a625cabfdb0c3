/** Plugins in the chains of pods, with the place where each one's configuration was written. */

import { isJsonObject, type JsonObject } from "../../../cni/mod.ts";
import type { ResolvedChains } from "../chain/mod.ts";
import { diagnosticAt } from "../diagnostic.ts";
import type { Manifests, NetworkManifest, Path, PodManifest } from "../manifests/mod.ts";
import type { Delegate, Diagnostic, NodeModel, PodChain, Position } from "../model.ts";

/** A pod's chain, and everything that rules may look at. */
export interface ChainContext {
  node: NodeModel;
  pod: PodManifest;
  chain: PodChain;
  networks: readonly NetworkManifest[];
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

/** What a finding says. */
export type Finding = Pick<Diagnostic, "code" | "message" | "hint"> & {
  severity?: Diagnostic["severity"];
};

/** Returns the chains that were resolved, each with its pod. */
export function contextsOf(manifests: Manifests, { node, chains }: ResolvedChains): ChainContext[] {
  return chains.flatMap((chain) => {
    const pod = manifests.pods.find(({ namespace, name }) =>
      namespace === chain.pod.namespace && name === chain.pod.name
    );
    return pod ? [{ node, pod, chain, networks: manifests.networks }] : [];
  });
}

/** Returns the plugins of a pod in the order in which they run, those that flannel runs included. */
export function pluginsIn({ chain }: ChainContext): PluginUse[] {
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
  if (!isJsonObject(plugin) || typeof plugin["type"] !== "string") return [];
  const own = { delegate, index, type: plugin["type"], config: plugin, path };
  return [own, ...usesOf(plugin["delegate"], [...path, "delegate"], delegate, index)];
}

/** Returns the pod's plugins of one type. */
export function pluginsOfType(context: ChainContext, type: string): PluginUse[] {
  return pluginsIn(context).filter((use) => use.type === type);
}

/** Returns a finding, a warning unless it says otherwise, about `path` of a plugin's configuration. */
export function aboutConfig(
  { networks, pod }: ChainContext,
  { delegate, path: base }: Pick<PluginUse, "delegate" | "path">,
  path: Path,
  { severity = "warning", ...finding }: Finding,
): Diagnostic {
  const text = networkOf(networks, delegate)?.config;
  const position = text?.atPath([...base, ...path]) ?? delegate.position ??
    pod.source.position(["metadata"]);
  return diagnosticAt(position, { ...finding, severity });
}

/** Returns a finding, a warning unless it says otherwise, about an entry of the pod's annotation. */
export function aboutSelection(
  { pod }: ChainContext,
  { selectedAt }: Pick<Delegate, "selectedAt">,
  { severity = "warning", ...finding }: Finding,
): Diagnostic {
  const position: Position = selectedAt ?? pod.source.position(["metadata"]);
  return diagnosticAt(position, { ...finding, severity });
}

function networkOf(
  networks: readonly NetworkManifest[],
  { network }: Delegate,
): NetworkManifest | undefined {
  return networks.find(({ namespace, name }) => `${namespace}/${name}` === network);
}

/** Returns `words` as people list them: "net1", "net1 and net2", "net1, net2 and net3". */
export function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} and ${last}`;
}

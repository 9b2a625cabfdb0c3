/** Links of the node that networks are made on. */

import { isJsonObject, type JsonObject } from "../../cni/mod.ts";
import type { NetworkManifest } from "../manifests/mod.ts";

/** The keys by which stock plugins name a link of the node. */
const KEYS: Readonly<Record<string, string>> = {
  "host-device": "device",
  ipvlan: "master",
  macvlan: "master",
  vlan: "master",
};

/** Returns the names of the links of the node that the networks' plugins name, each once. */
export function namedNodeLinks(networks: readonly NetworkManifest[]): string[] {
  const named = networks.flatMap(({ config }) => pluginsOf(config?.text ?? "")).flatMap(
    (plugin) => {
      const name = plugin[KEYS[String(plugin["type"])] ?? ""];
      return typeof name === "string" && plugin["linkInContainer"] !== true ? [name] : [];
    },
  );
  return [...new Set(named)].filter((name) => /^[^\s/:<>]{1,15}$/.test(name));
}

/** Configurations that cannot be read are told of elsewhere. */
function pluginsOf(text: string): JsonObject[] {
  try {
    const config: unknown = JSON.parse(text);
    if (!isJsonObject(config)) return [];
    const { plugins } = config;
    return Array.isArray(plugins) ? plugins.filter(isJsonObject) : [config];
  } catch {
    return [];
  }
}

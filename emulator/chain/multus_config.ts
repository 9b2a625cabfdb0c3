/** Settings from Multus' own configuration, as its DaemonSet's ConfigMap has it. */

import { isJsonObject } from "../../cni/mod.ts";
import { z } from "zod";
import { diagnosticAt } from "../diagnostic.ts";
import { type ConfigManifest, type Path, pathText } from "../manifests/mod.ts";
import type { Diagnostic } from "../model.ts";
import type { ChainSettings } from "./settings.ts";

const schema = z.object({
  clusterNetwork: z.string().optional(),
  defaultNetworks: z.array(z.string()).optional(),
  delegates: z.array(z.record(z.string(), z.unknown())).optional(),
  multusNamespace: z.string().optional(),
  systemNamespaces: z.array(z.string()).optional(),
  namespaceIsolation: z.boolean().optional(),
  globalNamespaces: z.string().optional(),
  retryDeleteOnError: z.boolean().optional(),
});

/** Returns what the configurations set, a later one before an earlier one, and what is wrong with them. */
export function readMultusSettings(
  manifests: readonly ConfigManifest[],
): { settings: Partial<ChainSettings>; diagnostics: Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const settings = manifests.map((manifest) => readOne(manifest, diagnostics));
  return { settings: Object.assign({}, ...settings), diagnostics };
}

function readOne({ config }: ConfigManifest, diagnostics: Diagnostic[]): Partial<ChainSettings> {
  const say = (path: Path, message: string) => {
    diagnostics.push(diagnosticAt(config.atPath(path), {
      code: "multus-config",
      severity: "error",
      message: `Multus' configuration${path.length > 0 ? `, ${pathText(path)}` : ""}: ${message}`,
      hint: "correct it; Multus would refuse every pod",
    }));
  };
  let json: unknown;
  try {
    json = JSON.parse(config.text);
  } catch (error) {
    say([], `it is not JSON: ${error instanceof Error ? error.message : error}`);
    return {};
  }
  const read = schema.safeParse(isJsonObject(json) ? json : undefined);
  if (!read.success) {
    for (const { path, message } of read.error.issues) {
      say(path.map((key) => typeof key === "symbol" ? String(key) : key), message);
    }
    return {};
  }
  const { delegates: [first, ...others] = [], globalNamespaces, ...plain } = read.data;
  const networks = plain.clusterNetwork === undefined && first !== undefined
    ? { clusterNetwork: first, defaultNetworks: others }
    : {};
  return {
    ...withoutUndefined(plain),
    ...networks,
    ...(globalNamespaces
      ? { globalNamespaces: globalNamespaces.split(",").map((name) => name.trim()) }
      : {}),
    source: config,
  };
}

function withoutUndefined(
  { clusterNetwork, ...others }: Omit<z.output<typeof schema>, "delegates" | "globalNamespaces">,
): Partial<ChainSettings> {
  const given = { ...others, ...(clusterNetwork ? { clusterNetwork } : {}) };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** Settings from Multus' own configuration, as its DaemonSet's ConfigMap has it. */

import * as z from "zod";
import { findingAt } from "../finding.ts";
import {
  type ConfigManifest,
  explainIssue,
  JsonFault,
  keysOf,
  parseJsonText,
  pathText,
} from "../manifests/mod.ts";
import type { Finding, Position } from "../model.ts";
import type { ChainSettings } from "./settings.ts";
import type { ChainCode } from "./error.ts";

const schema = z.object({
  cniVersion: z.string().optional(),
  capabilities: z.record(z.string(), z.boolean()).optional(),
  clusterNetwork: z.string().optional(),
  defaultNetworks: z.array(z.string()).optional(),
  delegates: z.array(z.record(z.string(), z.unknown())).optional(),
  multusNamespace: z.string().optional(),
  systemNamespaces: z.array(z.string()).optional(),
  namespaceIsolation: z.boolean().optional(),
  globalNamespaces: z.string().optional(),
  retryDeleteOnError: z.boolean().optional(),
  auxiliaryCNIChainName: z.string().optional(),
  readinessindicatorfile: z.string().optional(),
});

/** Returns what the configurations set, a later one before an earlier one, and what is wrong with them. */
export function readMultusSettings(
  manifests: readonly ConfigManifest[],
): { settings: Partial<ChainSettings>; findings: Finding<ChainCode>[] } {
  const findings: Finding<ChainCode>[] = [];
  const settings = manifests.map((manifest) => readOne(manifest, findings));
  return { settings: Object.assign({}, ...settings), findings };
}

function readOne(
  { config }: ConfigManifest,
  findings: Finding<ChainCode>[],
): Partial<ChainSettings> {
  const say = (position: Position, message: string) => {
    findings.push(findingAt(position, {
      code: "multus-config",
      message: `Multus' configuration: ${message}`,
      hint: "correct it; Multus would refuse every pod",
    }));
  };
  let json: unknown;
  try {
    json = parseJsonText(config.text);
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    say(config.at(error.offset), `it is not JSON: ${error.message}`);
    return {};
  }
  const read = schema.safeParse(json, { reportInput: true });
  if (!read.success) {
    for (const issue of read.error.issues) {
      const keys = keysOf(issue.path);
      const reason = explainIssue(issue);
      say(config.atPath(keys), keys.length === 0 ? reason : `${pathText(keys)}: ${reason}`);
    }
    return {};
  }
  const {
    delegates: [first, ...others] = [],
    globalNamespaces,
    readinessindicatorfile,
    ...plain
  } = read.data;
  const networks = plain.clusterNetwork === undefined && first !== undefined
    ? { clusterNetwork: first, defaultNetworks: others }
    : {};
  return {
    ...withoutUndefined(plain),
    ...networks,
    ...(readinessindicatorfile ? { readinessIndicatorFile: readinessindicatorfile } : {}),
    ...(globalNamespaces
      ? { globalNamespaces: globalNamespaces.split(",").map((name) => name.trim()) }
      : {}),
    source: config,
  };
}

function withoutUndefined(
  { clusterNetwork, ...others }: Omit<
    z.output<typeof schema>,
    "delegates" | "globalNamespaces" | "readinessindicatorfile"
  >,
): Partial<ChainSettings> {
  const given = { ...others, ...(clusterNetwork ? { clusterNetwork } : {}) };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** A key that a reference plugin does not know. */

import { isJsonObject, type JsonObject, memberOf, spelledIn } from "../../../cni/mod.ts";
import { ipamKeys } from "../ipam/mod.ts";
import {
  aboutConfig,
  addressesIn,
  type ChainContext,
  ipamOf,
  type LintInput,
  pluginsIn,
  type PluginUse,
  type Report,
  strangersIn,
} from "../lint/mod.ts";
import type { Path } from "../manifests/mod.ts";
import { traitsOf } from "../plugins/mod.ts";
import { nearName } from "../words/mod.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `plugin-key-unknown`. */
export const pluginKeyUnknown = defineRule({
  code: "plugin-key-unknown",
  severity: "warning",
  replay: "all",
  title: "a key that the plugin does not know",
  why:
    "The plugin passes the key over: what it was to bring about does not happen. Told are keys " +
    "that are like one of the plugin's own, and all that its IPAM does not know.",
  remedy: "Correct the key, or remove it.",
  wrong: variation({
    bond: '"ipam": {"type": "host-local", "subnet": "10.56.217.0/24", "gatway": "10.56.217.254"}',
  }),
  right: variation({
    bond: '"ipam": {"type": "host-local", "subnet": "10.56.217.0/24", "gateway": "10.56.217.254"}',
  }),
  inPod: ofPlugins,
  alone: true,
  inInput: ofIpam,
});

function ofPlugins(context: ChainContext): Report[] {
  return pluginsIn(context).flatMap((use) => {
    const known = Object.keys(traitsOf(use.type).fields ?? {});
    return strangersIn(use.config, known).flatMap((key): Report[] => {
      const near = nearName(key, known);
      return near === undefined
        ? []
        : [unknown(context, use, { plugin: use.type, key, near, path: [] })];
    });
  });
}

function ofIpam(input: LintInput): Report[] {
  return addressesIn(input).flatMap(({ context, use, type, refused }) => {
    const ipam = ipamOf(use);
    const keys = ipamKeys(type);
    if (!ipam || !keys || refused) return [];
    return [...strangersBelow(ipam, keys, ["ipam"])].map((stranger) =>
      unknown(context, use, { plugin: type, ...stranger })
    );
  });
}

interface Stranger {
  key: string;
  near: string | undefined;
  path: Path;
}

function* strangersBelow(
  json: unknown,
  keys: Readonly<Record<string, readonly string[]>>,
  path: Path,
  own = keys[""] ?? [],
): Generator<Stranger> {
  if (Array.isArray(json)) {
    for (const [i, item] of json.entries()) yield* strangersBelow(item, keys, [...path, i], own);
  }
  if (!isJsonObject(json)) return;
  for (const key of strangersIn(json, own)) yield { key, near: nearName(key, own), path };
  for (const [key, inner] of membersOf(json, keys)) {
    yield* strangersBelow(memberOf(json, key), keys, [...path, spelledIn(json, key)], inner);
  }
}

function membersOf(json: JsonObject, keys: Readonly<Record<string, readonly string[]>>) {
  return Object.entries(keys).filter(([key]) => key !== "" && memberOf(json, key) !== undefined);
}

function unknown(
  context: ChainContext,
  use: PluginUse,
  { plugin, key, near, path }: Stranger & { plugin: string },
): Report {
  return aboutConfig(context, use, [...path, key], {
    message: `${use.delegate.network}: ${plugin} has no key ${key}` +
      (near === undefined ? "" : `; did you mean ${near}?`),
    hint: near === undefined ? "remove it" : `write ${near}, or remove it`,
  });
}

/** A NetworkAttachmentDefinition's CNI configuration, as Multus makes it out. */

import { isJsonObject, type JsonObject } from "../../cni/mod.ts";
import type { NetworkManifest } from "../manifests/mod.ts";

/** A configuration: of one plugin, or a list of them. */
export interface NetworkConfig {
  kind: "conf" | "conflist";
  config: JsonObject;
}

/** A definition that no configuration can be made of. */
export class NetworkConfigError extends Error {
  override readonly name = "NetworkConfigError";
}

/**
 * Returns the configuration of `network`; when it has none of its own, the one of that name in
 * `confDir`. Throws NetworkConfigError.
 */
export function configOf(
  network: Pick<NetworkManifest, "name" | "config">,
  confDir: ReadonlyMap<string, string>,
): NetworkConfig {
  const text = network.config?.text ?? "";
  if (text.trim() === "") return search(network.name, confDir);
  const config = parse(text, "spec.config");
  const { name } = config;
  return classify({
    ...config,
    name: typeof name === "string" && name !== "" ? name : network.name,
  });
}

/** The files in lexical order; one that cannot be read on the way ends the search, as with Multus. */
function search(name: string, confDir: ReadonlyMap<string, string>): NetworkConfig {
  const files = [...confDir].filter(([file]) => /\.(conf|json|conflist)$/.test(file)).sort();
  const seen: string[] = [];
  for (const [file, text] of files) {
    const config = parse(text, file);
    if (config["name"] === name) return classify(config);
    seen.push(`${config["name"]} (${file})`);
  }
  throw new NetworkConfigError(
    `the definition ${name} has no spec.config, and no configuration of that name is in the ` +
      `directory for them${
        seen.length > 0 ? `, only ${seen.join(", ")}` : ""
      }: write spec.config, ` +
      "or name the directory with --conf-dir",
  );
}

function parse(text: string, where: string): JsonObject {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new NetworkConfigError(
      `${where} is not JSON: ${cause instanceof Error ? cause.message : cause}`,
      { cause },
    );
  }
  if (!isJsonObject(json)) throw new NetworkConfigError(`${where} is no JSON object`);
  return json;
}

function classify(config: JsonObject): NetworkConfig {
  if (typeof config["type"] === "string" && config["type"] !== "") return { kind: "conf", config };
  const { plugins } = config;
  const first: unknown = Array.isArray(plugins) ? plugins[0] : undefined;
  if (isJsonObject(first) && typeof first["type"] === "string" && first["type"] !== "") {
    return { kind: "conflist", config };
  }
  throw new NetworkConfigError(
    `the configuration "${config["name"]}" has neither a type nor plugins with a type: a single ` +
      'plugin needs "type", a list needs "plugins"',
  );
}

/** Returns the configuration with `deviceId` where plugins look for it: in each of them. */
export function withDevice({ kind, config }: NetworkConfig, deviceId: string): NetworkConfig {
  const device = { deviceID: deviceId, pciBusID: deviceId };
  return inEachPlugin({ kind, config }, (plugin) => ({ ...plugin, ...device }));
}

/** Returns the configuration with `cniArgs` merged into args.cni of each plugin; they win over what is there. */
export function withCniArgs({ kind, config }: NetworkConfig, cniArgs: JsonObject): NetworkConfig {
  return inEachPlugin({ kind, config }, (plugin) => {
    const args = isJsonObject(plugin["args"]) ? plugin["args"] : {};
    const cni = isJsonObject(args["cni"]) ? args["cni"] : {};
    return { ...plugin, args: { ...args, cni: { ...cni, ...cniArgs } } };
  });
}

/** Returns the configurations of the plugins. */
export function pluginsOf({ kind, config }: NetworkConfig): JsonObject[] {
  if (kind === "conf") return [config];
  return Array.isArray(config["plugins"]) ? config["plugins"].filter(isJsonObject) : [];
}

function inEachPlugin(
  { kind, config }: NetworkConfig,
  change: (plugin: JsonObject) => JsonObject,
): NetworkConfig {
  if (kind === "conf") return { kind, config: change(config) };
  return { kind, config: { ...config, plugins: pluginsOf({ kind, config }).map(change) } };
}

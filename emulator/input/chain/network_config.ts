/** A NetworkAttachmentDefinition's CNI configuration, as Multus makes it out. */

import { isJsonObject, type JsonObject, memberOf, spelledIn } from "../../../cni/mod.ts";
import {
  JsonFault,
  type NetworkManifest,
  parseJsonText,
  type Path,
  pathText,
} from "../manifests/mod.ts";

/** A configuration: of one plugin, or a list of them. */
export interface NetworkConfig {
  kind: "conf" | "conflist";
  config: JsonObject;
}

/** A definition that no configuration can be made of. */
export class NetworkConfigError extends Error {
  override readonly name = "NetworkConfigError";

  constructor(
    message: string,
    /** Where in spec.config: a character, or a path; absent when it is not there. */
    readonly place?: number | Path,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * Returns the configuration of `network`; when it has none of its own, the one of that name in
 * `confDir`. Throws NetworkConfigError.
 */
export function configOf(
  network: Pick<NetworkManifest, "name" | "config">,
  confDir: ReadonlyMap<string, string>,
): NetworkConfig {
  if (network.config === undefined) {
    const found = findConfig(network.name, confDir);
    if (found) return found;
    throw new NetworkConfigError(
      `the definition has no spec.config, and ${
        describeDirectory(confDir)
      }: write spec.config, or ` +
        "name the directory that has it with --conf-dir",
    );
  }
  const config = parse(network.config.text, "spec.config");
  return classify({ ...config, name: config["name"] || network.name });
}

/**
 * Returns the configuration called `name` from a directory, its files in lexical order; one that
 * cannot be read on the way ends the search, as with Multus. Throws NetworkConfigError.
 */
export function findConfig(
  name: string,
  confDir: ReadonlyMap<string, string>,
): NetworkConfig | undefined {
  for (const [file, text] of configFiles(confDir)) {
    const config = parse(text, file);
    if (!file.endsWith(".conflist") && !hasType(config)) {
      throw new NetworkConfigError(`${file} has no "type"; perhaps it is a .conflist?`);
    }
    const found = classify(config);
    if (config["name"] === name) return found;
  }
  return undefined;
}

/** Returns the first configuration of a directory. Throws NetworkConfigError. */
export function firstConfig(confDir: ReadonlyMap<string, string>): NetworkConfig | undefined {
  const [first] = configFiles(confDir);
  return first && classify(parse(first[1], first[0]));
}

/**
 * Returns the configuration in `file` of a directory; plugins of the folder of its name join a list that
 * does not forbid it. Throws NetworkConfigError.
 */
export function configIn(
  file: string,
  settings: { confDir: ReadonlyMap<string, string>; chained: Chained },
): NetworkConfig | undefined {
  const [path, text] = configFiles(settings.confDir).find(([path]) => baseOf(path) === file) ?? [];
  if (path === undefined || text === undefined) return undefined;
  const config = parse(text, path);
  if (!file.endsWith(".conflist")) {
    if (hasType(config)) return classify(config);
    throw new NetworkConfigError(
      `${path} has no "type"; perhaps this is supposed to be a .conflist?`,
    );
  }
  const { name } = config;
  const isAlone = config["loadOnlyInlinedPlugins"] === true || typeof name !== "string";
  const joined = isAlone ? [] : chainedPlugins(name, settings);
  const own = memberOf(config, "plugins");
  if (joined.length === 0) return classify(config);
  const plugins = [...(Array.isArray(own) ? own : []), ...joined];
  return classify({ ...config, [spelledIn(config, "plugins")]: plugins });
}

/** Configurations of single plugins, by the folder that they are in. */
type Chained = ReadonlyMap<string, readonly { file: string; text: string }[]>;

/** Returns the plugins that join the list `name` by the folder of that name. Throws NetworkConfigError. */
export function chainedPlugins(
  name: string,
  { chained }: { chained: Chained },
): JsonObject[] {
  return (chained.get(name) ?? []).map(({ file, text }) => {
    const plugin = parse(text, file);
    if (!hasType(plugin)) throw new NetworkConfigError(`${file} has no "type"`);
    return withType(plugin);
  });
}

function baseOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function configFiles(confDir: ReadonlyMap<string, string>): [file: string, text: string][] {
  return [...confDir].filter(([file]) => /\.(conf|json|conflist)$/.test(file))
    .sort(([one], [other]) => one < other ? -1 : 1);
}

function describeDirectory(confDir: ReadonlyMap<string, string>): string {
  const files = configFiles(confDir).map(([file]) => file);
  return files.length === 0
    ? "there is no directory of configurations to look in"
    : `none of that name is in the directory, which has ${files.join(", ")}`;
}

function parse(text: string, where: string): JsonObject {
  let json: unknown;
  try {
    json = parseJsonText(text);
  } catch (cause) {
    if (!(cause instanceof JsonFault)) throw cause;
    const { message, offset } = cause;
    throw new NetworkConfigError(`${where} is not JSON: ${message}`, offset, { cause });
  }
  if (!isJsonObject(json)) throw new NetworkConfigError(`${where} is no JSON object`, 0);
  return json;
}

/**
 * Returns `config` with its kind: a list is what has plugins but no type. Keys are found in any case, as
 * Go finds them. Throws NetworkConfigError.
 */
export function classify(config: JsonObject): NetworkConfig {
  refuseWrongTypes(config, []);
  if (hasType(config)) return { kind: "conf", config: withType(config) };
  const plugins = memberOf(config, "plugins");
  if (!Array.isArray(plugins)) {
    throw new NetworkConfigError(
      `the configuration "${config["name"]}" has neither "type" nor "plugins": a single plugin ` +
        'needs "type", a list needs "plugins"',
      [],
    );
  }
  for (const [index, plugin] of plugins.entries()) {
    const path = ["plugins", index];
    if (!isJsonObject(plugin)) throw new NetworkConfigError(`${pathText(path)} is no object`, path);
    refuseWrongTypes(plugin, path);
    // Multus looks at the first only: libcni, which refuses the others, has its turn later.
    if (hasType(plugin) || index > 0) continue;
    throw new NetworkConfigError(
      `${pathText(path)} of the list "${config["name"]}" has no "type"`,
      path,
    );
  }
  if (plugins.length > 0) return { kind: "conflist", config };
  throw new NetworkConfigError(`the list "${config["name"]}" has no plugins`, ["plugins"]);
}

/** The keys that every plugin has, and what Go's decoder takes for them. */
const KEY_TYPES: Readonly<Record<string, { due: string; takes: (value: unknown) => boolean }>> = {
  name: { due: "text", takes: isText },
  type: { due: "text", takes: isText },
  cniVersion: { due: "text", takes: isText },
  capabilities: {
    due: "an object of true and false",
    takes: (value) =>
      isJsonObject(value) && Object.values(value).every((one) => typeof one === "boolean"),
  },
  ipam: {
    due: "an object with a type",
    takes: (value) => isJsonObject(value) && isText(memberOf(value, "type") ?? ""),
  },
  dns: { due: "an object", takes: isJsonObject },
};

function refuseWrongTypes(config: JsonObject, path: Path): void {
  for (const [key, { due, takes }] of Object.entries(KEY_TYPES)) {
    const value = memberOf(config, key);
    if (value === undefined || takes(value)) continue;
    const place = [...path, spelledIn(config, key)];
    throw new NetworkConfigError(
      `${pathText(place)} is ${JSON.stringify(value)}: ${due} is due`,
      place,
    );
  }
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}

function hasType(config: JsonObject): boolean {
  const type = memberOf(config, "type");
  return typeof type === "string" && type !== "";
}

/** The configuration with its type under the specification's spelling of that key, if it has one. */
function withType(config: JsonObject): JsonObject {
  return hasType(config) ? { ...config, type: memberOf(config, "type") } : config;
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
  const plugins = memberOf(config, "plugins");
  return Array.isArray(plugins) ? plugins.filter(isJsonObject).map(withType) : [];
}

function inEachPlugin(
  { kind, config }: NetworkConfig,
  change: (plugin: JsonObject) => JsonObject,
): NetworkConfig {
  if (kind === "conf") return { kind, config: change(config) };
  const key = spelledIn(config, "plugins");
  return { kind, config: { ...config, [key]: pluginsOf({ kind, config }).map(change) } };
}

/** Network configurations as a runtime loads them: lists of plugins, and single plugins. */

import { messageOf } from "../errors.ts";
import { memberOf, spelledIn } from "../go_keys.ts";
import { isJsonObject, type JsonObject, parseJson } from "../json.ts";
import { compareVersions, CURRENT_VERSION } from "../version.ts";

/** The configuration of one plugin. Its `name` and `cniVersion` are replaced by those of the network. */
export type PluginConfig = JsonObject & { type: string };

/** Plugins that together make one network. */
export interface NetworkList {
  /** Name of the network. */
  name: string;
  /** "" when the configuration has none. */
  cniVersion: string;
  /** CHECK succeeds without running anything. */
  disableCheck: boolean;
  /** GC does nothing. */
  disableGc: boolean;
  /** In the order of ADD. */
  plugins: PluginConfig[];
  /** The configuration as it was loaded, for the result cache. */
  bytes: Uint8Array;
}

/** A single plugin that is run by itself, with neither list nor label around it. */
export interface Network {
  /** Name of the network. */
  name: string;
  /** "" when the configuration has none. */
  cniVersion: string;
  /** Its one plugin. */
  plugin: PluginConfig;
  /** The configuration as it was loaded. */
  bytes: Uint8Array;
}

/**
 * Returns the network list in `bytes` (a .conflist). The plugins of `inlined`, objects from a
 * directory beside the file, come after the list's own, unless the list says
 * `loadOnlyInlinedPlugins`. Throws SyntaxError when it is not a list.
 */
export function parseNetworkList(
  bytes: Uint8Array,
  inlined: readonly JsonObject[] = [],
): NetworkList {
  const list = parseObject(bytes);
  const { name, plugins } = list;
  if (typeof name !== "string" || name === "") {
    throw new SyntaxError("error parsing configuration list: no name");
  }
  const onlyInlined = readBool(list, "loadOnlyInlinedPlugins");
  if (plugins === undefined && onlyInlined) {
    throw new SyntaxError(
      `error parsing configuration list ${name}: loadOnlyInlinedPlugins is true, but no plugins`,
    );
  }
  if (plugins !== undefined && (!Array.isArray(plugins) || plugins.length === 0)) {
    throw new SyntaxError(
      `error parsing configuration list ${name}: "plugins" is not a list of plugins`,
    );
  }
  const all = [...(plugins ?? []), ...(onlyInlined ? [] : inlined)];
  if (all.length === 0) {
    throw new SyntaxError(`error parsing configuration list ${name}: no plugins in list`);
  }
  return {
    name,
    cniVersion: chooseVersion(list),
    disableCheck: readBool(list, "disableCheck"),
    disableGc: readBool(list, "disableGC"),
    plugins: all.map((plugin, index) => expectPlugin(plugin, `plugin ${index} of ${name}`)),
    bytes,
  };
}

/** Returns the single-plugin configuration in `bytes` (a .conf). Throws SyntaxError when it is not one. */
export function parseNetwork(bytes: Uint8Array): Network {
  const plugin = expectPlugin(parseObject(bytes), "configuration");
  return {
    name: text(plugin, spelledIn(plugin, "name")),
    cniVersion: text(plugin, spelledIn(plugin, "cniVersion")),
    plugin,
    bytes,
  };
}

/** Returns `network` as a list of one. */
export function toNetworkList(network: Network): NetworkList {
  const { name, cniVersion, plugin, bytes } = network;
  return {
    name,
    cniVersion,
    disableCheck: false,
    disableGc: false,
    plugins: [plugin],
    bytes: new TextEncoder().encode(
      JSON.stringify({ name, cniVersion, plugins: [JSON.parse(new TextDecoder().decode(bytes))] }),
    ),
  };
}

/** The highest version offered that is spoken here; where none is, the one that is written. */
function chooseVersion(list: JsonObject): string {
  const written = text(list, "cniVersion");
  const offered = list["cniVersions"] ?? [];
  if (!Array.isArray(offered) || !offered.every((version) => typeof version === "string")) {
    throw new SyntaxError(
      'error parsing configuration list: "cniVersions" is not a list of strings',
    );
  }
  try {
    const usable = [...offered, ...(written ? [written] : [])]
      .filter((version) => compareVersions(version, CURRENT_VERSION) <= 0)
      .sort(compareVersions);
    return usable.at(-1) ?? written;
  } catch (cause) {
    const message = messageOf(cause);
    throw new SyntaxError(`error parsing configuration list: ${message}`, { cause });
  }
}

/** A boolean that specification 0.4.0 had as a string. */
function readBool(object: JsonObject, key: string): boolean {
  const value = object[key] ?? false;
  if (typeof value === "boolean") return value;
  const word = typeof value === "string" ? value.toLowerCase() : "";
  if (word === "true" || word === "false") return word === "true";
  throw new SyntaxError(
    `error parsing configuration list: invalid value ${JSON.stringify(value)} for ${key}`,
  );
}

function expectPlugin(value: unknown, what: string): PluginConfig {
  if (!isJsonObject(value)) throw new SyntaxError(`error parsing ${what}: it is not an object`);
  const type = memberOf(value, "type");
  if (typeof type !== "string" || type === "") {
    throw new SyntaxError(`error parsing ${what}: missing 'type'`);
  }
  return { ...value, type };
}

function parseObject(bytes: Uint8Array): JsonObject {
  let json: unknown;
  try {
    json = parseJson(bytes);
  } catch (cause) {
    const message = messageOf(cause);
    throw new SyntaxError(`error parsing configuration: ${message}`, { cause });
  }
  if (!isJsonObject(json)) {
    throw new SyntaxError("error parsing configuration: it is not an object");
  }
  return json;
}

function text(object: JsonObject, key: string): string {
  const value = object[key] ?? "";
  if (typeof value !== "string") {
    throw new SyntaxError(`error parsing configuration: ${key} is not a string`);
  }
  return value;
}

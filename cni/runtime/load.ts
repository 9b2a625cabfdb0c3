/** Finding a network's configuration by its name in a directory. */

import { messageOf } from "../errors.ts";
import { isJsonObject, type JsonObject, parseJson } from "../json.ts";
import { type NetworkList, parseNetwork, parseNetworkList, toNetworkList } from "./network_list.ts";

/**
 * Returns the network `name` from `directory`: the first .conflist of that name in lexical order,
 * else the first .conf or .json, as a list of one. Throws Error when there is none, and SyntaxError,
 * naming the file, for a broken file met on the way.
 */
export function loadNetworkList(directory: string, name: string): NetworkList {
  const files = listFiles(directory);
  for (const file of files.filter((file) => file.endsWith(".conflist"))) {
    const list = readNetworkList(`${directory}/${file}`);
    if (list.name === name) return list;
  }
  for (const file of files.filter((file) => /\.(conf|json)$/.test(file))) {
    const network = parsed(`${directory}/${file}`, parseNetwork);
    if (network.name === name) return toNetworkList(network);
  }
  throw new Error(
    `no net configuration with name "${name}" in ${directory}; it has: ${
      files.join(", ") || "no files"
    }`,
  );
}

/**
 * Returns the network list in the file `path`, with the plugins of `<directory>/<name>/*.conf` added
 * as the specification says. Throws SyntaxError, naming the file.
 */
export function readNetworkList(path: string): NetworkList {
  return parsed(path, (bytes) => {
    const json = parseJson(bytes);
    const name = isJsonObject(json) ? json["name"] : undefined;
    const directory = `${path.slice(0, path.lastIndexOf("/") + 1) || "./"}${name}`;
    return parseNetworkList(bytes, typeof name === "string" ? readInlined(directory) : []);
  });
}

function readInlined(directory: string): JsonObject[] {
  return listFiles(directory).filter((file) => file.endsWith(".conf"))
    .map((file) => parsed(`${directory}/${file}`, parseNetwork).plugin);
}

function listFiles(directory: string): string[] {
  try {
    return [...Deno.readDirSync(directory)].filter((entry) => !entry.isDirectory)
      .map((entry) => entry.name).sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

function parsed<T>(path: string, parse: (bytes: Uint8Array) => T): T {
  try {
    return parse(Deno.readFileSync(path));
  } catch (cause) {
    const message = messageOf(cause);
    throw new SyntaxError(`${path}: ${message}`, { cause });
  }
}

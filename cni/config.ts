/** The configuration on stdin: the part of it that every plugin understands. */

import { isValidName } from "./environment.ts";
import { CniError, CniErrorCode, messageOf } from "./errors.ts";
import { memberOf, spelledIn } from "./go_keys.ts";
import type { Attachment, NetworkConfig, PluginCommand } from "./invocation.ts";
import { isJsonObject, type JsonObject, parseJson } from "./json.ts";
import { parseDns, parsePrevResult } from "./result_parse.ts";
import { OLDEST_VERSION } from "./version.ts";

/** The part of a configuration that is checked before anything else: an object with a name and a version. */
export interface ConfigHeader {
  /** Name of the network. */
  name: string;
  /** "0.1.0" when the configuration has none. */
  cniVersion: string;
  /** The whole object as it came. */
  raw: JsonObject;
}

/** Returns the header of the configuration in `stdin`. Throws CniError: code 6 or 7. */
export function parseConfigHeader(stdin: Uint8Array): ConfigHeader {
  const raw = parseObject(stdin);
  const name = memberOf(raw, "name") ?? "";
  const cniVersion = memberOf(raw, "cniVersion") ?? "";
  if (typeof name !== "string") throw unmarshalError(`name: ${describe(name)} is not a string`);
  if (name === "") throw new CniError(CniErrorCode.InvalidConfig, "missing network name");
  if (!isValidName(name)) {
    throw new CniError(
      CniErrorCode.InvalidConfig,
      "invalid characters found in network name",
      name,
    );
  }
  if (typeof cniVersion !== "string") {
    throw new CniError(
      CniErrorCode.Decoding,
      `decoding version from network config: ${describe(cniVersion)} is not a string`,
    );
  }
  return { name, cniVersion: cniVersion || OLDEST_VERSION, raw };
}

/** The keys whose shape decides whether a command can be served. Elsewhere a wrong shape reads as absent. */
const ESSENTIAL: Record<PluginCommand, readonly string[]> = {
  ADD: ["type", "ipam", "dns", "prevResult", "runtimeConfig"],
  CHECK: ["type", "ipam", "dns", "prevResult", "runtimeConfig"],
  STATUS: ["ipam"],
  GC: ["ipam", "cni.dev/valid-attachments"],
  // Whatever the configuration has become since ADD, what ADD made must go.
  DEL: [],
};

/**
 * Returns the configuration behind `header`, as far as `command` needs it. Throws CniError of code 6
 * when a key that is essential to the command has the wrong shape; others are passed over, and
 * `log` is told.
 */
export function parseNetworkConfig(
  header: ConfigHeader,
  command: PluginCommand,
  log: (message: string) => void = () => {},
): NetworkConfig {
  const read = <T>(key: string, parse: (value: unknown) => T): T | undefined => {
    const value = header.raw[spelledIn(header.raw, key)];
    if (value === undefined) return undefined;
    try {
      return parse(value);
    } catch (error) {
      const problem = messageOf(error);
      if (ESSENTIAL[command].includes(key)) throw unmarshalError(`${key}: ${problem}`, error);
      log(`ignoring ${key} of the configuration: ${problem}`);
      return undefined;
    }
  };
  const ipam = read("ipam", parseIpam);
  const prevResult = read("prevResult", (value) => parsePrevResult(value, header.cniVersion));
  const validAttachments = read("cni.dev/valid-attachments", parseAttachments);
  return {
    cniVersion: header.cniVersion,
    name: header.name,
    type: read("type", expectText) ?? "",
    ...(ipam ? { ipam } : {}),
    dns: read("dns", parseDns) ?? {},
    ...(prevResult ? { prevResult } : {}),
    runtimeConfig: read("runtimeConfig", expectObject) ?? {},
    args: read("args", expectObject) ?? {},
    capabilities: read("capabilities", parseCapabilities) ?? {},
    ...(validAttachments ? { validAttachments } : {}),
    raw: header.raw,
  };
}

function parseObject(stdin: Uint8Array): JsonObject {
  let json: unknown;
  try {
    json = parseJson(stdin);
  } catch (error) {
    throw unmarshalError(stdin.length === 0 ? "stdin is empty" : (error as Error).message, error);
  }
  if (json === null) return {};
  if (!isJsonObject(json)) throw unmarshalError(`${describe(json)} is not an object`);
  return json;
}

function parseIpam(value: unknown): NetworkConfig["ipam"] {
  const ipam = expectObject(value);
  const type = expectText(memberOf(ipam, "type") ?? "");
  return type === "" ? undefined : { ...ipam, type };
}

function parseCapabilities(value: unknown): Record<string, boolean> {
  const flags = Object.entries(expectObject(value));
  return Object.fromEntries(flags.map(([name, flag]) => [name, flag === true]));
}

/** Null is an empty list: Go writes it when no attachment is valid. */
function parseAttachments(value: unknown): Attachment[] {
  if (value === null) return [];
  if (!Array.isArray(value)) throw new TypeError(`${describe(value)} is not a list`);
  return value.map((item) => {
    const attachment = expectObject(item);
    return {
      containerId: expectText(memberOf(attachment, "containerID")),
      ifname: expectText(memberOf(attachment, "ifname")),
    };
  });
}

/** Null leaves an object at its default, as in Go. */
function expectObject(value: unknown): JsonObject {
  if (value === null) return {};
  if (!isJsonObject(value)) throw new TypeError(`${describe(value)} is not an object`);
  return value;
}

function expectText(value: unknown): string {
  if (value === null) return "";
  if (typeof value !== "string") throw new TypeError(`${describe(value)} is not a string`);
  return value;
}

function unmarshalError(problem: string, cause?: unknown): CniError {
  return new CniError(
    CniErrorCode.Decoding,
    `error unmarshall network config: ${problem}`,
    "",
    { cause },
  );
}

function describe(value: unknown): string {
  return value === undefined ? "a missing value" : JSON.stringify(value);
}

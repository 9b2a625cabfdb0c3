/** Results of every version of the specification, read into the one model. */

import { formatAddress, parseAddress, parseCidr } from "../netlink/mod.ts";
import { CniError, CniErrorCode } from "./errors.ts";
import { memberOf } from "./go_keys.ts";
import { defined, isJsonObject, type JsonObject } from "./json.ts";
import type { Dns, Interface, IpConfig, Result, Route } from "./result.ts";
import { CNI_VERSIONS, isAtLeast, isCniVersion } from "./version.ts";

/**
 * Returns the result object `json`. Its own `cniVersion` says how to read it, `defaultVersion` where
 * it has none; null is an empty result. Throws CniError of code 6 when the version is unknown, or a
 * member is missing or not what it should be.
 */
export function parseResult(json: unknown, defaultVersion: string): Result {
  if (json !== null && !isJsonObject(json)) throw fault("the result", json, "an object");
  const object = json ?? {};
  const version = optionalText(object, "cniVersion") ?? defaultVersion;
  if (!isCniVersion(version)) {
    throw new CniError(CniErrorCode.Decoding, `unsupported CNI result version "${version}"`);
  }
  return isAtLeast(version, "0.3.0") ? parseLists(object) : parseFamilies(object);
}

/** Returns the `prevResult` of a configuration of `cniVersion`. Throws CniError of code 6. */
export function parsePrevResult(json: unknown, cniVersion: string): Result | undefined {
  if (json === null) return undefined;
  const version = (isJsonObject(json) ? optionalText(json, "cniVersion") : undefined) ??
    cniVersion;
  // A previous result comes in the shape of the configuration's version, which some versions share.
  const families = [CNI_VERSIONS.slice(0, 2), CNI_VERSIONS.slice(2, 5), CNI_VERSIONS.slice(5)];
  const family: readonly string[] =
    families.find((versions) => (versions as readonly string[]).includes(cniVersion)) ?? [];
  if (!family.includes(version)) {
    throw new CniError(
      CniErrorCode.Decoding,
      `could not parse prevResult: result type supports [${family.join(" ")}] ` +
        `but unmarshalled CNIVersion is "${version}"`,
    );
  }
  return parseResult(json, version);
}

/** 0.3.0 and newer: lists of interfaces, addresses and routes. */
function parseLists(object: JsonObject): Result {
  return {
    cniVersion: "1.1.0",
    interfaces: objects(object, "interfaces").map(parseInterface),
    ips: objects(object, "ips").map(parseIp),
    routes: objects(object, "routes").map(parseRoute),
    dns: parseDns(memberOf(object, "dns") ?? null),
  };
}

/** 0.1.0 and 0.2.0: one address for each family, each with its routes. */
function parseFamilies(object: JsonObject): Result {
  const configs = ["ip4", "ip6"].flatMap((key) => {
    const config = memberOf(object, key) ?? null;
    if (config === null) return [];
    if (!isJsonObject(config)) throw fault(key, config, "an object");
    return [config];
  });
  return {
    cniVersion: "1.1.0",
    interfaces: [],
    ips: configs.map((config) => ({
      address: cidr(config, "ip"),
      ...defined({ gateway: optionalIp(config, "gateway") }),
    })),
    routes: configs.flatMap((config) => objects(config, "routes").map(parseRoute)),
    dns: parseDns(memberOf(object, "dns") ?? null),
  };
}

function parseInterface(object: JsonObject): Interface {
  return {
    name: optionalText(object, "name") ?? "",
    ...defined({
      mac: optionalText(object, "mac"),
      mtu: optionalNumber(object, "mtu") || undefined,
      sandbox: optionalText(object, "sandbox"),
      socketPath: optionalText(object, "socketPath"),
      pciID: optionalText(object, "pciID"),
    }),
  };
}

function parseIp(object: JsonObject): IpConfig {
  return {
    ...defined({ interface: optionalNumber(object, "interface") }),
    address: cidr(object, "address"),
    ...defined({ gateway: optionalIp(object, "gateway") }),
  };
}

function parseRoute(object: JsonObject): Route {
  return {
    dst: cidr(object, "dst"),
    ...defined({
      gw: optionalIp(object, "gw"),
      mtu: optionalNumber(object, "mtu") || undefined,
      advmss: optionalNumber(object, "advmss") || undefined,
      priority: optionalNumber(object, "priority") || undefined,
      table: optionalNumber(object, "table"),
      scope: optionalNumber(object, "scope"),
    }),
  };
}

/** Returns resolver settings; null reads as none. Throws CniError of code 6. */
export function parseDns(json: unknown): Dns {
  if (json === null) return {};
  if (!isJsonObject(json)) throw fault("dns", json, "an object");
  return defined({
    nameservers: texts(json, "nameservers"),
    domain: optionalText(json, "domain"),
    search: texts(json, "search"),
    options: texts(json, "options"),
  });
}

/** Members that are unset stay absent, so that results compare and print alike. */
function objects(object: JsonObject, key: string): JsonObject[] {
  const list = memberOf(object, key) ?? [];
  if (!Array.isArray(list)) throw fault(key, list, "a list");
  return list.filter((item) => item !== null).map((item) => {
    if (!isJsonObject(item)) throw fault(`a member of ${key}`, item, "an object");
    return item;
  });
}

function texts(object: JsonObject, key: string): string[] | undefined {
  const list = memberOf(object, key) ?? [];
  if (!Array.isArray(list)) throw fault(key, list, "a list");
  for (const item of list) {
    if (typeof item !== "string") throw fault(`a member of ${key}`, item, "a string");
  }
  return list.length === 0 ? undefined : list;
}

function optionalText(object: JsonObject, key: string): string | undefined {
  const value = memberOf(object, key) ?? "";
  if (typeof value !== "string") throw fault(key, value, "a string");
  return value === "" ? undefined : value;
}

function optionalNumber(object: JsonObject, key: string): number | undefined {
  const value = memberOf(object, key);
  if (value === undefined) return undefined;
  if (typeof value !== "number" || !Number.isSafeInteger(value)) {
    throw fault(key, value, "a whole number");
  }
  return value;
}

function cidr(object: JsonObject, key: string): string {
  const text = optionalText(object, key) ?? "";
  try {
    const { bytes, prefixLength } = parseCidr(text);
    const address = unmapped(bytes);
    const length = prefixLength - (bytes.length - address.length) * 8;
    return `${formatAddress(address)}/${Math.max(0, length)}`;
  } catch (error) {
    throw new CniError(CniErrorCode.Decoding, `invalid CIDR address: ${text}`, "", {
      cause: error,
    });
  }
}

function optionalIp(object: JsonObject, key: string): string | undefined {
  const text = optionalText(object, key);
  if (text === undefined) return undefined;
  try {
    return formatAddress(unmapped(parseAddress(text).bytes));
  } catch (error) {
    throw new CniError(CniErrorCode.Decoding, `invalid IP address: ${text}`, "", {
      cause: error,
    });
  }
}

/** The IPv4 address that an IPv4-mapped IPv6 one (::ffff:0:0/96) stands for: Go takes it for that. */
function unmapped(bytes: Uint8Array): Uint8Array {
  const mapped = bytes.length === 16 && bytes.subarray(0, 10).every((octet) => octet === 0) &&
    bytes[10] === 0xff && bytes[11] === 0xff;
  return mapped ? bytes.subarray(12) : bytes;
}

function fault(what: string, value: unknown, expected: string): CniError {
  return new CniError(
    CniErrorCode.Decoding,
    `${what} is ${JSON.stringify(value)}, not ${expected}`,
  );
}

/** The one model, written as a result of any version of the specification. */

import { CniError, CniErrorCode } from "./errors.ts";
import type { JsonObject } from "./json.ts";
import { type Dns, type IpConfig, isEmptyDns, type Result, type Route } from "./result.ts";
import { isAtLeast, isCniVersion, OLDEST_VERSION } from "./version.ts";

/**
 * Returns `result` as the JSON object that version `version` of the specification describes; ""
 * means 0.1.0. What the version has no place for is left out. Throws CniError for a version that is
 * none (code 1).
 */
export function renderResult(result: Result, version: string): JsonObject {
  const target = version === "" ? OLDEST_VERSION : version;
  if (!isCniVersion(target)) {
    throw new CniError(
      CniErrorCode.IncompatibleVersion,
      `no converter for CNI result version ${result.cniVersion} to ${target}`,
    );
  }
  if (isAtLeast(target, "1.0.0")) return { cniVersion: target, ...renderCurrent(result) };
  if (isAtLeast(target, "0.3.0")) return { cniVersion: target, ...renderVersioned(result) };
  return { cniVersion: target, ...renderFamilies(result) };
}

/** 1.0.0 and 1.1.0, between which the reference library makes no difference. */
function renderCurrent(result: Result): JsonObject {
  return {
    ...unlessEmpty("interfaces", result.interfaces),
    ...unlessEmpty("ips", result.ips.map(renderIp)),
    ...unlessEmpty("routes", result.routes),
    ...(isEmptyDns(result.dns) ? {} : { dns: renderDns(result.dns) }),
  };
}

/** 0.3.0 to 0.4.0: addresses name their family, interfaces have three members. */
function renderVersioned(result: Result): JsonObject {
  return {
    ...unlessEmpty(
      "interfaces",
      result.interfaces.map(({ name, mac, sandbox }) => ({
        name,
        ...(mac ? { mac } : {}),
        ...(sandbox ? { sandbox } : {}),
      })),
    ),
    ...unlessEmpty(
      "ips",
      result.ips.map((ip) => ({ version: String(familyOf(ip.address)), ...renderIp(ip) })),
    ),
    ...unlessEmpty("routes", result.routes),
    dns: renderDns(result.dns),
  };
}

/** 0.1.0 and 0.2.0: the first address of each family, with the routes of that family. */
function renderFamilies(result: Result): JsonObject {
  const config = (family: 4 | 6) => {
    const ip = result.ips.find((ip) => familyOf(ip.address) === family);
    if (!ip) return undefined;
    const routes = result.routes.filter((route) => familyOf(route.dst) === family)
      .map(({ dst, gw }: Route) => ({ dst, ...(gw ? { gw } : {}) }));
    return {
      ip: ip.address,
      ...(ip.gateway ? { gateway: ip.gateway } : {}),
      ...unlessEmpty("routes", routes),
    };
  };
  const ip4 = config(4);
  const ip6 = config(6);
  return { ...(ip4 ? { ip4 } : {}), ...(ip6 ? { ip6 } : {}), dns: renderDns(result.dns) };
}

/**
 * Refuses to make a result of 0.1.0 or 0.2.0 of one that has no address, as the reference library
 * does. Throws CniError of code 7.
 */
export function expectConvertible({ ips }: Result, version: string): void {
  if (ips.length > 0 || isAtLeast(version || OLDEST_VERSION, "0.3.0")) return;
  throw new CniError(
    CniErrorCode.InvalidConfig,
    "cannot convert: no valid IP addresses",
    "results of CNI 0.1.0 and 0.2.0 need an address: configure ipam, or use a newer cniVersion",
  );
}

function renderIp(ip: IpConfig): JsonObject {
  return {
    ...(ip.interface === undefined ? {} : { interface: ip.interface }),
    address: ip.address,
    ...(ip.gateway ? { gateway: ip.gateway } : {}),
  };
}

function renderDns(dns: Dns): JsonObject {
  return {
    ...unlessEmpty("nameservers", dns.nameservers ?? []),
    ...(dns.domain ? { domain: dns.domain } : {}),
    ...unlessEmpty("search", dns.search ?? []),
    ...unlessEmpty("options", dns.options ?? []),
  };
}

function unlessEmpty(key: string, list: readonly unknown[]): JsonObject {
  return list.length === 0 ? {} : { [key]: list };
}

function familyOf(address: string): 4 | 6 {
  return address.includes(":") ? 6 : 4;
}

/** The keys that IPAM plugins have in common, read as Go reads them. */

import { isJsonObject, type JsonObject, memberOf, spelledIn } from "../../../cni/mod.ts";
import type { Path } from "../manifests/mod.ts";
import { type Address, readAddress, readCidr } from "./numbers.ts";
import { type GivenRoute, type KnowsKey, misconfigured } from "./outcome.ts";

/** Returns the objects of the list at `key`; none where there is no such key. Throws IpamRefusal. */
export function objectsAt(
  json: JsonObject,
  key: string,
  path: Path,
): { object: JsonObject; path: Path }[] {
  const value = memberOf(json, key);
  if (value === undefined) return [];
  const place = [...path, spelledIn(json, key)];
  if (!Array.isArray(value)) {
    throw misconfigured(place, `${key} is no list`, `write a list of objects: "${key}": [{…}]`);
  }
  return value.map((object: unknown, i) => {
    if (isJsonObject(object)) return { object, path: [...place, i] };
    throw misconfigured(
      [...place, i],
      `${key}[${i}] is ${JSON.stringify(object)}, and an object is due`,
      `write a list of objects: "${key}": [{…}]`,
    );
  });
}

/** Returns the text at `key`; undefined where there is none. Throws IpamRefusal. */
export function textAt(json: JsonObject, key: string, path: Path): string | undefined {
  const value = memberOf(json, key);
  if (value === undefined || typeof value === "string") return value;
  throw misconfigured(
    [...path, spelledIn(json, key)],
    `${key} is ${JSON.stringify(value)}, and a text is due`,
    "write it in quotes",
  );
}

/** Returns the address at `key`; undefined where there is none, or an empty text. Throws IpamRefusal. */
export function addressAt(json: JsonObject, key: string, path: Path): Address | undefined {
  const text = textAt(json, key, path);
  if (text === undefined || text === "") return undefined;
  const address = readAddress(text);
  if (address) return address;
  throw misconfigured(
    [...path, spelledIn(json, key)],
    `${key} ${JSON.stringify(text)} is no IP address`,
    text.includes("/") ? "write it without a prefix length" : "correct the address",
  );
}

/** Throws IpamRefusal where name servers are not as they must be written. */
export function expectDns(ipam: JsonObject): void {
  const dns = memberOf(ipam, "dns") ?? {};
  const at = spelledIn(ipam, "dns");
  if (!isJsonObject(dns)) {
    throw misconfigured([at], "dns is no object", 'write "dns": {"nameservers": ["10.0.0.1"]}');
  }
  textAt(dns, "domain", [at]);
  for (const key of ["nameservers", "search", "options"]) {
    const list = memberOf(dns, key) ?? [];
    if (Array.isArray(list) && list.every((item) => typeof item === "string")) continue;
    throw misconfigured(
      [at, spelledIn(dns, key)],
      `${key} is ${JSON.stringify(list)}, and a list of texts is due`,
      `write a list: "${key}": ["…"]`,
    );
  }
}

/** Returns the routes of `ipam`, of which `knows` tells what is read of them. Throws IpamRefusal. */
export function routesOf(ipam: JsonObject, knows: KnowsKey): GivenRoute[] {
  const listed = memberOf(ipam, "routes");
  // Go has no route for null.
  const routes = Array.isArray(listed) ? listed.filter((route) => route !== null) : listed;
  return objectsAt({ routes }, "routes", []).map(({ object, path }): GivenRoute => {
    const dst = textAt(object, "dst", path);
    if (dst === undefined || !readCidr(dst)) {
      throw misconfigured(
        [...path, "dst"],
        dst === undefined ? "a route has no dst" : `dst ${JSON.stringify(dst)} is no CIDR`,
        "write the destination with its prefix length, such as 0.0.0.0/0",
      );
    }
    const gw = textAt(object, "gw", path);
    addressAt(object, "gw", path);
    const attributes = ATTRIBUTES.filter(knows).flatMap((key): [string, number][] => {
      const number = numberAt(object, key, path);
      return number === undefined ? [] : [[key, number]];
    });
    return { dst, path, attributes: new Map(attributes), ...(gw ? { gw } : {}) };
  });
}

const ATTRIBUTES: readonly string[] = ["scope", "table", "mtu", "advmss", "priority"];

function numberAt(json: JsonObject, key: string, path: Path): number | undefined {
  const value = memberOf(json, key);
  if (value === undefined || (typeof value === "number" && Number.isInteger(value))) return value;
  throw misconfigured(
    [...path, spelledIn(json, key)],
    `${key} of a route is ${JSON.stringify(value)}, and a whole number is due`,
    "write the number without quotes, or leave it out",
  );
}

/** Keys of an annotation's objects that nobody reads. */

import { isJsonObject, isSameKey } from "../../../cni/mod.ts";
import { nearName } from "../words/mod.ts";
import type { Path } from "../manifests/mod.ts";

/** The keys of a network in the annotation. */
const KEYS: readonly string[] = [
  ...["name", "namespace", "ips", "mac", "infiniband-guid", "interface", "portMappings"],
  ...["bandwidth", "deviceID", "cni-args", "default-route", "ipam-claim-reference"],
];

/** What is written for another key, and Multus reads it all the same. */
const OUTDATED: ReadonlyMap<string, string> = new Map([["interfaceRequest", "interface"]]);

/** What people write for another key because other programs call it so. */
const MEANT: ReadonlyMap<string, string> = new Map([
  ["ifname", "interface"],
  ["iface", "interface"],
  ["interfaceName", "interface"],
  ["ip", "ips"],
  ["addresses", "ips"],
  ["macAddress", "mac"],
  ["ns", "namespace"],
  ["gateway", "default-route"],
  ["defaultRoute", "default-route"],
]);

/** A key that means nothing, or should no longer be used. */
interface StrangeKey {
  /** From the annotation's list. */
  path: Path;
  key: string;
  /** The key that was probably meant. */
  near?: string;
  /** Whether it is read nevertheless. */
  outdated: boolean;
}

/** Returns the strange keys of an annotation in JSON; none of one in the comma form, or of one that is broken. */
export function strangeKeys(text: string): StrangeKey[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return [];
  }
  if (!Array.isArray(json)) return [];
  return json.flatMap((element: unknown, i) =>
    isJsonObject(element)
      ? Object.keys(element).filter((key) => !KEYS.some((known) => isSameKey(known, key)))
        .map((key) => strange(key, [i, key]))
      : []
  );
}

function strange(key: string, path: Path): StrangeKey {
  const outdated = OUTDATED.get(key);
  const meant = [...MEANT].find(([other]) => isSameKey(other, key))?.[1];
  const near = outdated ?? meant ?? nearName(key, KEYS);
  return { path, key, outdated: outdated !== undefined, ...(near === undefined ? {} : { near }) };
}

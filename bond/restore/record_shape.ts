/** What a record says, and which values can be meant: a disk can lose parts of a file, and people edit them. Pure. */

import { isJsonObject, isValidName, type JsonObject } from "../../cni/mod.ts";
import { MAX_ALIAS_OCTETS } from "../../netlink/mod.ts";
import { RESTORE_KEYS, type RestoreChoice } from "../config/mod.ts";
import type { HostTies } from "./ties.ts";

/** ALTIFNAMSIZ of linux/if.h, without the final NUL. */
export const MAX_ALT_NAME_OCTETS = 127;

/** A link as it was before ADD, and where ADD takes it. */
export interface LinkRecord {
  from: "host" | "container";
  name: string;
  /** Its name in the container. */
  containerName: string;
  /** A name that nothing else has, for the way between two namespaces; "" for links of the container. */
  temporaryName: string;
  /** Its index where it came from. */
  index: number;
  kind: string;
  address: string;
  permanentAddress: string;
  mtu: number;
  up: boolean;
  alias: string;
  /** Bus and address of the device, such as "pci/0000:3b:02.0"; "" when it has none. */
  device: string;
  /** The alternative name that it has while it is away; absent in records of older versions. */
  altName?: string;
  /** What the host had on it; absent when that was nothing. */
  ties?: HostTies;
}

/** A container's network namespace, and how it is known again. */
export interface NetnsRecord {
  path: string;
  /** Device and inode number: what the kernel calls it while it exists, and another one later. */
  id: string;
  /** The number that no other one has had since the machine started; absent where the kernel has none. */
  cookie?: string;
  /** That start of the machine (boot_id of random(4)); absent in records of older versions. */
  boot?: string;
}

/** The format of records: raised only when what stands in older ones gets another meaning. */
export const RECORD_VERSION = 1;

/** What an attachment has taken. */
export interface AttachmentRecord {
  version: typeof RECORD_VERSION;
  network: string;
  containerId: string;
  ifname: string;
  netns: NetnsRecord;
  restore: RestoreChoice;
  links: LinkRecord[];
  /** DEL has been run, and the links that are left here wait for what keeps them from going back. */
  detached?: true;
}

/** Returns whether `json` is a record that an ADD can have written. */
export function isRecord(json: JsonObject): json is JsonObject & AttachmentRecord {
  const { version, network, containerId, ifname, netns, restore, links } = json;
  return version === RECORD_VERSION && isName(network) && isName(containerId) &&
    isDeviceName(ifname) &&
    isJsonObject(netns) && isPath(netns["path"]) && matches(netns["id"], /^\d+:\d+$/) &&
    isAbsentOr(netns["cookie"], /^\d{1,20}$/) && isAbsentOr(netns["boot"], /^[0-9a-f-]{36}$/) &&
    isJsonObject(restore) && RESTORE_KEYS.every((key) => typeof restore[key] === "boolean") &&
    Array.isArray(links) && links.every(isLinkRecord) &&
    links.every(({ altName }) =>
      altName === undefined || isAltNameOf({ containerId, ifname }, altName)
    ) &&
    (json["detached"] === undefined || json["detached"] === true);
}

function isLinkRecord(json: unknown): json is LinkRecord {
  if (!isJsonObject(json)) return false;
  const { from, temporaryName } = json;
  return isDeviceName(json["name"]) && isDeviceName(json["containerName"]) &&
    (from === "container" && temporaryName === "" ||
      from === "host" && isTemporaryName(temporaryName)) &&
    isWhole(json["index"], 1, 0x7fffffff) && isWhole(json["mtu"], 0, 0xffffffff) &&
    isAddress(json["address"]) && isAddress(json["permanentAddress"]) &&
    isText(json["kind"], 64) && isText(json["device"], 255) &&
    isText(json["alias"], MAX_ALIAS_OCTETS) && typeof json["up"] === "boolean" &&
    (json["altName"] === undefined || isText(json["altName"], MAX_ALT_NAME_OCTETS)) &&
    (json["ties"] === undefined || from === "host" && isTies(json["ties"]));
}

/** Returns the alternative name of an attachment's bond, or of its host link with that number. */
export function altNameText({ containerId, ifname }: Marked, which: number | "bond"): string {
  return `bond-${containerId}-${ifname}-${which}`;
}

/** Returns whether an attachment gives `name` to a link of the host: no other name leads to what it has taken. */
export function isAltNameOf(attachment: Marked, name: string): boolean {
  return name === altNameText(attachment, Number(name.slice(name.lastIndexOf("-") + 1)));
}

/** What of an attachment its marks on links say. */
type Marked = Pick<AttachmentRecord, "containerId" | "ifname">;

/** What is given back is handed to the kernel, which judges it. */
function isTies(json: unknown): json is HostTies {
  if (!isJsonObject(json)) return false;
  const { addresses, routes, neighbours, master } = json;
  return [addresses, routes, neighbours].every((list) =>
    Array.isArray(list) && list.every(isJsonObject)
  ) && (master === "" || isDeviceName(master));
}

/** As the plan makes them: nothing else is called so. */
function isTemporaryName(value: unknown): value is string {
  return matches(value, /^bnd[0-9a-f]{12}$/);
}

function isName(value: unknown): value is string {
  return typeof value === "string" && isValidName(value);
}

/** dev_valid_name (net/core/dev.c): a name that is there need not be one that a configuration may give. */
function isDeviceName(value: unknown): value is string {
  return isText(value, 15) && matches(value, /^(?!\.{1,2}$)[^\s/:]+$/);
}

function isPath(value: unknown): value is string {
  return isText(value, 4095) && value.startsWith("/");
}

/** A hardware address of up to MAX_ADDR_LEN (linux/netdevice.h) octets; "" for none. */
function isAddress(value: unknown): value is string {
  return matches(value, /^([0-9a-f]{2}(:[0-9a-f]{2}){0,31})?$/);
}

function isText(value: unknown, maxOctets: number): value is string {
  return typeof value === "string" && !value.includes("\0") &&
    new TextEncoder().encode(value).length <= maxOctets;
}

function isWhole(value: unknown, min: number, max: number): value is number {
  return Number.isInteger(value) && Number(value) >= min && Number(value) <= max;
}

function isAbsentOr(value: unknown, pattern: RegExp): boolean {
  return value === undefined || matches(value, pattern);
}

function matches(value: unknown, pattern: RegExp): value is string {
  return typeof value === "string" && pattern.test(value);
}

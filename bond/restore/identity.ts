/** Recognizing a link again, after it has been in another namespace and had another name; and namespaces. */

import {
  type Link,
  MAX_ALIAS_OCTETS,
  type Netns,
  readKernelFile,
  type Rtnetlink,
} from "../../netlink/mod.ts";
import {
  altNameText,
  type AttachmentRecord,
  type LinkRecord,
  MAX_ALT_NAME_OCTETS,
  type NetnsRecord,
} from "./record_shape.ts";

/** Returns the alias that a host link has while an attachment holds it: no two links have the same. */
export function aliasOf(
  { containerId, ifname }: Pick<AttachmentRecord, "containerId" | "ifname">,
  { name }: Pick<LinkRecord, "name">,
): string {
  return `bond ${name} ${ifname} ${containerId}`.slice(0, MAX_ALIAS_OCTETS);
}

/** Returns the name that a link had on the host, by the alias that the attachment gave it; undefined when it gave none. */
export function nameOfAlias(
  { containerId, ifname }: Pick<AttachmentRecord, "containerId" | "ifname">,
  alias: string,
): string | undefined {
  const name = alias.split(" ")[1] ?? "";
  return name !== "" && alias === aliasOf({ containerId, ifname }, { name }) ? name : undefined;
}

/**
 * Returns the alternative name that the bond of an attachment has, or its host link with that number, by which
 * it is found again in one request, whatever else has changed; undefined when the kernel has no room for it.
 */
export function altNameOf(
  attachment: Pick<AttachmentRecord, "containerId" | "ifname">,
  which: number | "bond",
): string | undefined {
  const name = altNameText(attachment, which);
  return new TextEncoder().encode(name).length <= MAX_ALT_NAME_OCTETS ? name : undefined;
}

/** Returns bus and address of the device of `link`: "pci/0000:3b:02.0"; "" when it has none. */
export function deviceOf({ parentDevice }: Link): string {
  return parentDevice ? `${parentDevice.bus}/${parentDevice.name}` : "";
}

/**
 * Returns whether `link` is the recorded one, wherever it is and whatever it is called: by the alias
 * given to it, or by what its hardware says of itself. Devices with several ports share an address
 * on the bus, so a permanent MAC address has to agree too.
 */
export function isSameLink(record: LinkRecord, alias: string, link: Link): boolean {
  if (link.alias !== "" && link.alias === alias) return true;
  // Whoever is root in the container can give names, but not to other hardware.
  if (record.altName !== undefined && link.altNames.includes(record.altName)) {
    return couldBe(record, link);
  }
  const address = link.permanentAddress ?? "";
  if (record.device !== "") {
    return deviceOf(link) === record.device && address === record.permanentAddress;
  }
  return address !== "" && address === record.permanentAddress;
}

/**
 * Returns whether `link`, which has the recorded name or index in the recorded namespace, can be the
 * recorded one: nothing about its hardware speaks against it.
 */
export function couldBe(record: LinkRecord, link: Link): boolean {
  return link.kind === record.kind && deviceOf(link) === record.device &&
    (link.permanentAddress ?? "") === record.permanentAddress;
}

/** Returns what the kernel calls a network namespace while it exists. */
export function netnsId({ dev, ino }: Netns): string {
  // V8 sets up 128 KiB when it first writes a number of more than 31 bits, unless that is a BigInt.
  return `${dev}:${BigInt(ino)}`;
}

/** Returns how `netns`, in which `rt` is, is known again. */
export function identityOf(netns: Netns, rt: Rtnetlink): NetnsRecord {
  const cookie = rt.netnsCookie;
  return {
    path: netns.path,
    id: netnsId(netns),
    ...(cookie === undefined ? {} : { cookie: String(cookie) }),
    boot: bootId(),
  };
}

/** Returns whether `netns`, in which `rt` is, is the recorded one, as far as that was recorded. */
export function isRecorded(record: NetnsRecord, netns: Netns, rt: Rtnetlink): boolean {
  if (record.id !== netnsId(netns)) return false;
  const cookie = rt.netnsCookie;
  return record.cookie === undefined || cookie === undefined || record.cookie === String(cookie);
}

/** Returns whether the machine has been started anew since ADD: nothing that was in memory then is left. */
export function isOfEarlierBoot({ boot }: NetnsRecord): boolean {
  return boot !== undefined && boot !== bootId();
}

function bootId(): string {
  return readKernelFile("/proc/sys/kernel/random/boot_id").trim();
}

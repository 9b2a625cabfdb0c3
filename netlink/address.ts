/** IP addresses of links (linux/if_addr.h). */
import { type Attribute, Attributes, fitting, Writer } from "./attribute.ts";
import { defined } from "./defined.ts";
import { DecodeError } from "./errors.ts";
import { masked, parseAddress, parseCidr } from "./ip.ts";
import { NLM_F_CREATE, NLM_F_EXCL } from "./message.ts";
import type { Rtnetlink } from "./socket.ts";

export const RTM_NEWADDR = 20;
export const RTM_DELADDR = 21;
const RTM_GETADDR = 22;
const IFADDRMSG = 8;
const IFA = {
  ADDRESS: 1,
  LOCAL: 2,
  LABEL: 3,
  BROADCAST: 4,
  CACHEINFO: 6,
  FLAGS: 8,
  PROTO: 11,
} as const;
const IFA_F_NODAD = 0x02;
const IFA_F_DADFAILED = 0x08;
const IFA_F_TENTATIVE = 0x40;
export const AF_INET = 2;
export const AF_INET6 = 10;

/** An address of a link. */
export interface Address {
  /** Index of the link. */
  readonly index: number;
  /** Version of IP. */
  readonly family: 4 | 6;
  /** Without the prefix length. */
  readonly address: string;
  /** Bits of the network. */
  readonly prefixLength: number;
  /** RT_SCOPE_…: 0 global, 253 link, 254 host. */
  readonly scope: number;
  /** IFA_F_… */
  readonly flags: number;
  /** Duplicate detection still goes on: nothing can be sent from it. */
  readonly tentative: boolean;
  /** Another station has it. */
  readonly dadFailed: boolean;
  /** IPv4 address that reaches the whole network. */
  readonly broadcast?: string;
  /** Label of an IPv4 address, the link's name in most cases. */
  readonly label?: string;
  /** The far end of a point-to-point link. */
  readonly peer?: string;
  /** IFAPROT_…, who gave it: 3 the kernel, a link-local address (Linux 5.18). */
  readonly protocol?: number;
  /** Seconds that it is still preferred and valid; 4294967295 for ever. */
  readonly lifetime?: { readonly preferred: number; readonly valid: number };
}

/** The addresses of the namespace, or those of one link or one family. */
export function listAddresses(
  rt: Rtnetlink,
  { index, family }: { index?: number; family?: 4 | 6 } = {},
): Address[] {
  const payload = ifaddrmsg({ family: family === undefined ? 0 : familyNumber(family), index });
  return rt.dump({ operation: "list addresses (RTM_GETADDR)", type: RTM_GETADDR, payload })
    .filter(({ type }) => type === RTM_NEWADDR)
    .map((message) => decodeAddress(message.payload))
    .filter((address) => address !== undefined)
    .filter((address) =>
      (index === undefined || address.index === index) &&
      (family === undefined || address.family === family)
    );
}

/** What an address may have beside its text. */
export interface AddressOptions {
  /** RT_SCOPE_… */
  readonly scope?: number;
  /** Use an IPv6 address at once, without duplicate detection. */
  readonly noDad?: boolean;
  /** The broadcast address of IPv4, or false for none; what the prefix length implies if not given. */
  readonly broadcast?: string | false;
  /** IFA_F_… beside that. */
  readonly flags?: number;
  /** The far end of a point-to-point link. */
  readonly peer?: string;
  /** Of the address, which begins with its link's name (IFA_LABEL). */
  readonly label?: string;
  /** Seconds; for ever if not given. */
  readonly lifetime?: { readonly preferred: number; readonly valid: number };
}

/**
 * Gives the link an address with a prefix length, "10.0.0.1/24". An IPv4 network of 30 bits or fewer gets
 * its broadcast address too.
 *
 * @throws {NetlinkError} EEXIST when the link has it
 * @throws {TypeError} when `cidr` is not one
 */
export function addAddress(
  rt: Rtnetlink,
  index: number,
  cidr: string,
  options: AddressOptions = {},
): void {
  const { family, bytes, prefixLength } = parseCidr(cidr);
  const writer = new Writer()
    .raw(ifaddrmsg({ family: familyNumber(family), index, prefixLength, scope: options.scope }))
    .bytes(IFA.LOCAL, bytes)
    .bytes(IFA.ADDRESS, options.peer === undefined ? bytes : parseAddress(options.peer).bytes);
  const { broadcast } = options;
  if (typeof broadcast === "string") writer.bytes(IFA.BROADCAST, parseAddress(broadcast).bytes);
  else if (broadcast !== false && family === 4 && prefixLength <= 30) {
    writer.bytes(IFA.BROADCAST, broadcastOf(cidr));
  }
  const flags = (options.flags ?? 0) | (options.noDad ? IFA_F_NODAD : 0);
  if (flags !== 0) writer.u32(IFA.FLAGS, flags);
  if (options.label !== undefined) writer.text(IFA.LABEL, options.label);
  if (options.lifetime !== undefined) {
    const { preferred, valid } = options.lifetime;
    writer.bytes(IFA.CACHEINFO, new Uint8Array(Uint32Array.of(preferred, valid, 0, 0).buffer));
  }
  rt.request({
    operation: `add address ${cidr} to link ${index} (RTM_NEWADDR)`,
    type: RTM_NEWADDR,
    flags: NLM_F_CREATE | NLM_F_EXCL,
    payload: writer.finish(),
  });
}

/**
 * Takes an address away.
 *
 * @throws {NetlinkError} EADDRNOTAVAIL when the link does not have it
 * @throws {TypeError} when `cidr` is not one
 */
export function deleteAddress(rt: Rtnetlink, index: number, cidr: string): void {
  const { family, bytes, prefixLength } = parseCidr(cidr);
  const payload = new Writer()
    .raw(ifaddrmsg({ family: familyNumber(family), index, prefixLength }))
    .bytes(IFA.LOCAL, bytes)
    .bytes(IFA.ADDRESS, bytes)
    .finish();
  const operation = `remove address ${cidr} of link ${index} (RTM_DELADDR)`;
  rt.request({ operation, type: RTM_DELADDR, payload });
}

/** Reads the payload of an RTM_NEWADDR message; undefined for families other than IP. */
export function decodeAddress(payload: Uint8Array): Address | undefined {
  if (payload.length < IFADDRMSG) throw new DecodeError(`an address of ${payload.length} octets`);
  const view = new DataView(payload.buffer, payload.byteOffset, IFADDRMSG);
  const family = view.getUint8(0);
  if (family !== AF_INET && family !== AF_INET6) return undefined;
  const attributes = new Attributes(payload.subarray(IFADDRMSG));
  const flags = attributes.get(IFA.FLAGS)?.u32 ?? view.getUint8(2);
  const far = attributes.get(IFA.ADDRESS)?.ipAddress;
  const address = attributes.get(IFA.LOCAL)?.ipAddress ?? far;
  if (address === undefined) throw new DecodeError("an address without its octets");
  return {
    index: view.getUint32(4, true),
    family: family === AF_INET ? 4 : 6,
    address,
    prefixLength: view.getUint8(1),
    scope: view.getUint8(3),
    flags,
    tentative: (flags & IFA_F_TENTATIVE) !== 0,
    dadFailed: (flags & IFA_F_DADFAILED) !== 0,
    ...defined({
      broadcast: attributes.get(IFA.BROADCAST)?.ipAddress,
      label: attributes.get(IFA.LABEL)?.text,
      peer: far === address ? undefined : far,
      protocol: attributes.get(IFA.PROTO)?.u8,
      lifetime: lifetimeOf(attributes.get(IFA.CACHEINFO)),
    }),
  };
}

/** struct ifa_cacheinfo: preferred, valid, and when it was made and changed. */
function lifetimeOf(attribute: Attribute | undefined): Address["lifetime"] {
  if (attribute === undefined || attribute.bytes.length < 8) return undefined;
  const { buffer, byteOffset } = attribute.bytes;
  const view = new DataView(buffer, byteOffset, 8);
  return { preferred: view.getUint32(0, true), valid: view.getUint32(4, true) };
}

/** AF_INET or AF_INET6. */
export function familyNumber(family: 4 | 6): number {
  return family === 4 ? AF_INET : AF_INET6;
}

function ifaddrmsg(
  { family, prefixLength = 0, scope = 0, index = 0 }: {
    family: number;
    prefixLength?: number;
    scope?: number | undefined;
    index?: number | undefined;
  },
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(IFADDRMSG);
  bytes.set([family, prefixLength, 0, fitting("the scope of an address", "u8", scope)]);
  new DataView(bytes.buffer).setUint32(4, fitting("the index of a link", "s32", index), true);
  return bytes;
}

function broadcastOf(cidr: string): Uint8Array<ArrayBuffer> {
  const { bytes, prefixLength } = parseCidr(cidr);
  const network = masked(bytes, prefixLength);
  const hostBits = masked(new Uint8Array(4).fill(255), prefixLength).map((octet) => ~octet & 0xff);
  return network.map((octet, index) => octet | (hostBits[index] ?? 0));
}

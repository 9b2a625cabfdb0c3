/** The frames by which a station says which hardware address has its addresses. Pure. */

import { parseAddress } from "../netlink/mod.ts";

/** EtherType of ARP (linux/if_ether.h). */
export const ETH_P_ARP = 0x0806;
/** EtherType of IPv6 (linux/if_ether.h). */
export const ETH_P_IPV6 = 0x86dd;

const BROADCAST = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff];

/** ff02::1, every node of the link, and the Ethernet group it maps to (RFC 2464 section 7). */
const ALL_NODES = [0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
const ALL_NODES_ETHERNET = [0x33, 0x33, 0, 0, 0, 1];

const NEXT_HEADER_ICMPV6 = 58;

/** Returns an ARP announcement (RFC 5227 section 3): a request of `address` for itself, to everyone. */
export function gratuitousArp(mac: string, address: string): Uint8Array {
  const sender = macBytes(mac);
  const ip = [...parseAddress(address).bytes];
  return Uint8Array.from([
    ...BROADCAST,
    ...sender,
    ...u16(ETH_P_ARP),
    ...u16(1), // hardware: Ethernet
    ...u16(0x0800), // protocol: IPv4
    6, // length of a hardware address
    4, // length of a protocol address
    ...u16(1), // request
    ...sender,
    ...ip,
    ...[0, 0, 0, 0, 0, 0],
    ...ip,
  ]);
}

/** Returns an unsolicited neighbour advertisement (RFC 4861 section 7.2.6) for `address`, to every node. */
export function unsolicitedNa(mac: string, address: string): Uint8Array {
  const sender = macBytes(mac);
  const source = [...parseAddress(address).bytes];
  const message = [
    136, // neighbour advertisement
    0,
    ...u16(0), // checksum, filled in below
    ...[0x20, 0, 0, 0], // override what the neighbours remember
    ...source, // target
    ...[2, 1], // option: target's link-layer address, one unit of eight octets
    ...sender,
  ];
  const pseudoHeader = [
    ...source,
    ...ALL_NODES,
    ...u16(0),
    ...u16(message.length),
    ...[0, 0, 0, NEXT_HEADER_ICMPV6],
  ];
  message.splice(2, 2, ...u16(checksum([...pseudoHeader, ...message])));
  return Uint8Array.from([
    ...ALL_NODES_ETHERNET,
    ...sender,
    ...u16(ETH_P_IPV6),
    ...[0x60, 0, 0, 0], // version 6, no traffic class, no flow label
    ...u16(message.length),
    NEXT_HEADER_ICMPV6,
    255, // hop limit: proves that no router passed it on
    ...source,
    ...ALL_NODES,
    ...message,
  ]);
}

/** Returns the internet checksum (RFC 1071) of an even number of octets. */
export function checksum(octets: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < octets.length; i += 2) {
    sum += ((octets[i] ?? 0) << 8) | (octets[i + 1] ?? 0);
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

function macBytes(mac: string): number[] {
  const octets = mac.split(":").map((octet) => parseInt(octet, 16));
  if (octets.length !== 6 || octets.some(Number.isNaN)) {
    throw new TypeError(`Cannot read hardware address "${mac}": expected six octets`);
  }
  return octets;
}

function u16(value: number): [number, number] {
  return [value >> 8, value & 0xff];
}

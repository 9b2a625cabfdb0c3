/** Addresses as numbers, to count with. */

import { formatAddress as formatBytes, parseAddress, parseCidr } from "../../../netlink/mod.ts";

/** An address: its family, and its octets as one number. */
export interface Address {
  family: 4 | 6;
  number: bigint;
}

/** An address with the length of its network's prefix. */
export interface Cidr extends Address {
  prefix: number;
}

/** Returns the address that `text` is, undefined when it is none. */
export function readAddress(text: string): Address | undefined {
  try {
    const { family, bytes } = parseAddress(text);
    return { family, number: bytes.reduce((sum, octet) => (sum << 8n) | BigInt(octet), 0n) };
  } catch {
    return undefined;
  }
}

/** Returns the address with a prefix length that `text` is, undefined when it is none. */
export function readCidr(text: string): Cidr | undefined {
  try {
    const { prefixLength } = parseCidr(text);
    const address = readAddress(text.slice(0, text.indexOf("/")));
    return address && { ...address, prefix: prefixLength };
  } catch {
    return undefined;
  }
}

/** Returns the first and the last address of the network that `cidr` is in. */
export function boundsOf({ family, number, prefix }: Cidr): { first: bigint; last: bigint } {
  const hosts = BigInt((family === 4 ? 32 : 128) - prefix);
  const first = (number >> hosts) << hosts;
  return { first, last: first + (1n << hosts) - 1n };
}

/** Whether the network of `cidr` has the address. */
export function contains(cidr: Cidr, { family, number }: Address): boolean {
  const { first, last } = boundsOf(cidr);
  return family === cidr.family && number >= first && number <= last;
}

/** Returns the address as people write it. */
export function formatAddress({ family, number }: Address): string {
  const octets = family === 4 ? 4 : 16;
  const bytes = Array.from(
    { length: octets },
    (_, i) => Number((number >> BigInt(8 * (octets - 1 - i))) & 255n),
  );
  return formatBytes(Uint8Array.from(bytes));
}

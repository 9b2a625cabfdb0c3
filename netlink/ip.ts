/** IP addresses and networks as text and as octets. */

/** An address as octets in network order, 4 or 16 of them. */
export interface IpAddress {
  /** Version of IP. */
  readonly family: 4 | 6;
  /** 4 or 16 octets. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** An address with the length of its network's prefix in bits. */
export interface Cidr extends IpAddress {
  /** Bits of the network. */
  readonly prefixLength: number;
}

/**
 * The octets of an address.
 *
 * @throws {TypeError} when `text` is neither an IPv4 nor an IPv6 address
 */
export function parseAddress(text: string): IpAddress {
  const bytes = text.includes(":") ? parseV6(text) : parseV4(text);
  if (bytes === undefined) {
    throw new TypeError(`Cannot parse ${JSON.stringify(text)} as an IP address`);
  }
  return { family: bytes.length === 4 ? 4 : 6, bytes };
}

/** The usual text of an address: dotted for 4 octets, RFC 5952's short form for 16. */
export function formatAddress(bytes: Uint8Array): string {
  return bytes.length === 4 ? bytes.join(".") : formatV6(bytes);
}

/**
 * The octets of an address, host bits included, and the length of its prefix.
 *
 * @throws {TypeError} when `text` is not ADDRESS/LENGTH with a length that fits the family
 */
export function parseCidr(text: string): Cidr {
  const slash = text.indexOf("/");
  const length = text.slice(slash + 1);
  const address = slash < 0 ? undefined : parseAddress(text.slice(0, slash));
  if (
    address === undefined || !/^\d{1,3}$/.test(length) ||
    Number(length) > address.bytes.length * 8
  ) {
    throw new TypeError(`Cannot parse ${JSON.stringify(text)} as ADDRESS/PREFIX-LENGTH`);
  }
  return { ...address, prefixLength: Number(length) };
}

/**
 * The network of a CIDR, its host bits cleared: "10.1.2.3/8" gives "10.0.0.0/8".
 *
 * @throws {TypeError} when `cidr` is not one
 */
export function networkOf(cidr: string): string {
  const { bytes, prefixLength } = parseCidr(cidr);
  return `${formatAddress(masked(bytes, prefixLength))}/${prefixLength}`;
}

/** `bytes` with all bits after the first `prefixLength` cleared. */
export function masked(bytes: Uint8Array, prefixLength: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(bytes, (octet, index) => {
    const bits = Math.min(8, Math.max(0, prefixLength - index * 8));
    return octet & (0xff << (8 - bits));
  });
}

/** Whether the address `text` is a multicast one. */
export function isMulticast(text: string): boolean {
  const { family, bytes } = parseAddress(text);
  const first = bytes[0] ?? 0;
  return family === 4 ? first >= 224 && first <= 239 : first === 0xff;
}

function parseV4(text: string): Uint8Array<ArrayBuffer> | undefined {
  const parts = text.split(".");
  const valid = parts.length === 4 &&
    parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256);
  return valid ? Uint8Array.from(parts, Number) : undefined;
}

function parseV6(text: string): Uint8Array<ArrayBuffer> | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half) => half === "" ? [] : groupsOf(half));
  if (head === undefined || halves.length === 2 && tail === undefined) return undefined;
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...new Array<number>(missing).fill(0), ...(tail ?? [])];
  if (groups.some(Number.isNaN)) return undefined;
  return Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 0xff]));
}

/** The 16-bit groups between colons, NaN for one that is none; a dotted end counts for two. */
function groupsOf(text: string): number[] {
  const parts = text.split(":");
  return parts.flatMap((part, index) => {
    if (index === parts.length - 1 && part.includes(".")) {
      const v4 = parseV4(part);
      if (v4 === undefined) return [NaN];
      const view = new DataView(v4.buffer);
      return [view.getUint16(0), view.getUint16(2)];
    }
    return [/^[0-9a-f]{1,4}$/i.test(part) ? parseInt(part, 16) : NaN];
  });
}

function formatV6(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const groups = Array.from({ length: 8 }, (_, index) => view.getUint16(index * 2));
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    return `::ffff:${bytes.slice(12).join(".")}`;
  }
  const { start, length } = longestZeros(groups);
  const hex = groups.map((group) => group.toString(16));
  if (length < 2) return hex.join(":");
  return `${hex.slice(0, start).join(":")}::${hex.slice(start + length).join(":")}`;
}

function longestZeros(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  groups.forEach((group, index) => {
    if (group !== 0) start = index + 1;
    else if (index + 1 - start > best.length) best = { start, length: index + 1 - start };
  });
  return best;
}

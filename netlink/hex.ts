/** Octets in hexadecimal, two digits each, with `separator` between them. */
export function hex(octets: Uint8Array, separator: string = ""): string {
  return Array.from(octets, (octet) => octet.toString(16).padStart(2, "0")).join(separator);
}

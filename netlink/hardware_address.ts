/** Hardware addresses as text and as octets. */
import { hex } from "./hex.ts";

/** Octets as "02:00:5e:00:00:01". */
export function formatHardwareAddress(bytes: Uint8Array): string {
  return hex(bytes, ":");
}

/**
 * The octets of "02:00:5e:00:00:01".
 *
 * @throws {TypeError} when `text` is anything else
 */
export function parseHardwareAddress(text: string): Uint8Array<ArrayBuffer> {
  if (!/^[0-9a-f]{2}(:[0-9a-f]{2})*$/i.test(text)) {
    throw new TypeError(
      `Cannot parse hardware address ${
        JSON.stringify(text)
      }: octets in hexadecimal with colons between are due`,
    );
  }
  return Uint8Array.from(text.split(":"), (octet) => parseInt(octet, 16));
}

/**
 * A MAC address of 6 octets, or of `octets`, in lower case with colons, from any of the usual notations:
 * 02-00-5E-00-00-01 and 0200.5e00.0001 too. Undefined for what is none.
 */
export function normalizeMac(input: unknown, octets: number = 6): string | undefined {
  if (typeof input !== "string") return undefined;
  const pairs = new RegExp(`^[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\\1){${octets - 2}}[0-9a-f]{2}$`, "i");
  const words = new RegExp(`^(?:[0-9a-f]{4}\\.){${octets / 2 - 1}}[0-9a-f]{4}$`, "i");
  if (!pairs.test(input) && !words.test(input)) return undefined;
  return input.toLowerCase().replace(/[:.-]/g, "").match(/../g)?.join(":");
}

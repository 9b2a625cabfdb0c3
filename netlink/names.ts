/** What the kernel calls links and devices, and how long that may be. */

/** Octets of a link's name at most: IFNAMSIZ of linux/if.h without the NUL; alternative names may be longer. */
export const MAX_LINK_NAME_OCTETS = 15;

/** Octets of a link's alias at most: IFALIASZ of linux/if.h without the NUL. */
export const MAX_ALIAS_OCTETS = 255;

/** What keeps a text from being the name of a link. */
export type LinkNameFault = "empty" | "too long" | "dots" | "characters" | "percent";

/**
 * What keeps `name` from being the name of a link (net/core/dev.c, dev_valid_name); undefined when nothing
 * does. A "%" is among it: the kernel would put a number of its own there.
 */
export function linkNameFault(name: string): LinkNameFault | undefined {
  if (name === "") return "empty";
  if (new TextEncoder().encode(name).length > MAX_LINK_NAME_OCTETS) return "too long";
  if (name === "." || name === "..") return "dots";
  // \s is Unicode white space except U+0085, and has U+FEFF, which is not white space.
  if (/[/:\0\u0085]|(?!\uFEFF)\s/.test(name)) return "characters";
  return name.includes("%") ? "percent" : undefined;
}

/** Whether the kernel could give the name `value` to a link. */
export function isLinkName(value: unknown): value is string {
  return typeof value === "string" && linkNameFault(value) === undefined;
}

/** Whether `text` is the address of a PCI device as sysfs writes it, such as "0000:3b:02.0". */
export function isPciAddress(text: string): boolean {
  return /^[0-9a-f]{4,}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/.test(text);
}

/** The entries of `links`: which link is meant, and what it gets. */

import { isJsonObject, type JsonObject } from "../../cni/mod.ts";
import { isPciAddress } from "../../netlink/mod.ts";
import { PORT_OPTIONS, type PortValues } from "./port_options.ts";
import { type Complain, readTyped } from "./reading.ts";
import { LINK_SETTINGS } from "./settings.ts";
import type { ValueOf } from "./values.ts";

/** Which link is meant: by exactly one property of it. */
export type LinkSelector =
  | { by: "name"; name: string }
  | { by: "pciAddress"; pciAddress: string }
  | { by: "mac"; mac: string };

/** An entry of `links`. */
export type LinkConfig =
  & { select: LinkSelector }
  & { [S in typeof LINK_SETTINGS[number] as S["key"]]?: ValueOf<S["value"]> }
  & PortValues;

/** Keys of an entry that select the link. */
export const SELECTOR_KEYS = ["name", "pciAddress", "deviceID", "mac"] as const;

/** Keys of an entry beside those. */
export const LINK_ENTRIES = [...LINK_SETTINGS, ...PORT_OPTIONS] as const;

/** Returns the entries; undefined when something is wrong with one. */
export function readLinks(input: unknown, complain: Complain): LinkConfig[] | undefined {
  if (!Array.isArray(input)) {
    const allowed = 'a list of names or of objects such as {"name": "net1"}';
    return complain("", input, "is not a list", allowed);
  }
  const links = input.map((entry, i) => readLink(entry, `[${i}]`, complain));
  return links.every((link) => link !== undefined) ? links : undefined;
}

function readLink(input: unknown, path: string, complain: Complain): LinkConfig | undefined {
  const entry = typeof input === "string" ? { name: input } : input;
  if (!isJsonObject(entry)) {
    const allowed = 'a name, or an object such as {"name": "net1"}';
    return complain(path, input, "is neither a name nor an object", allowed);
  }
  const select = readSelector(entry, path, complain);
  const settings = LINK_ENTRIES.flatMap(({ key, value }) => {
    const given = entry[key] ?? undefined;
    if (given === undefined) return [];
    const read = readTyped(value, given, `${path}.${key}`, complain);
    return read === undefined ? [undefined] : [[key, read] as const];
  });
  if (!select || !settings.every((setting) => setting !== undefined)) return undefined;
  return { select, ...Object.fromEntries(settings) };
}

function readSelector(
  entry: JsonObject,
  path: string,
  complain: Complain,
): LinkSelector | undefined {
  const keys = SELECTOR_KEYS.filter((key) => entry[key] !== undefined && entry[key] !== null);
  const [key] = keys;
  if (key === undefined || keys.length > 1) {
    const problem = key === undefined ? "has no name" : `is selected by ${keys.join(" and ")}`;
    const allowed = "exactly one of name, pciAddress (or deviceID) and mac";
    return complain(path, entry, problem, allowed);
  }
  if (key === "name") {
    const name = readTyped({ type: "link" }, entry[key], `${path}.${key}`, complain);
    return name === undefined ? undefined : { by: "name", name };
  }
  if (key === "mac") {
    const mac = readTyped({ type: "mac" }, entry[key], `${path}.${key}`, complain);
    return mac === undefined ? undefined : { by: "mac", mac };
  }
  const address = String(entry[key]).toLowerCase();
  if (isPciAddress(address)) return { by: "pciAddress", pciAddress: address };
  const allowed = "an address such as 0000:3b:02.0";
  return complain(`${path}.${key}`, entry[key], "is not a PCI address", allowed);
}

/** Returns the name that `link` will have in the container; undefined when that is the kernel's to say. */
export function nameInContainer(link: LinkConfig): string | undefined {
  return link.ifName ?? (link.select.by === "name" ? link.select.name : undefined);
}

/** Which links a configuration names, and where they are: all that DEL reads of it, when there is no record. */

import { isJsonObject, type JsonObject, memberOf } from "../../cni/mod.ts";
import { readBoolean } from "./values.ts";

/** An entry of `links` that has a name. */
export interface OutlinedLink {
  name: string;
  /** The name that it is to have in the bond, if that is said. */
  ifName?: string;
  /** Which entry it is, and the key of its name where it is an object. */
  path: (string | number)[];
}

/** The links that `raw` names, and on which side they are. What it says wrongly is taken as not said. */
export function outlineLinks(raw: JsonObject): {
  links: OutlinedLink[];
  linksInContainer: boolean;
} {
  return {
    links: linksIn(memberOf(raw, "links")),
    linksInContainer: readBoolean(memberOf(raw, "linksInContainer")).value ?? false,
  };
}

/** Returns the entries with a name of what is in the place of the links. */
export function linksIn(links: unknown): OutlinedLink[] {
  if (!Array.isArray(links)) return [];
  return links.flatMap((link: unknown, i): OutlinedLink[] => {
    if (typeof link === "string") return [{ name: link, path: [i] }];
    if (!isJsonObject(link) || typeof link["name"] !== "string") return [];
    const { name, ifName } = link;
    const renamed = typeof ifName === "string" ? { ifName } : {};
    return [{ name, ...renamed, path: [i, "name"] }];
  });
}

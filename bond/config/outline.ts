/** What a configuration says, as far as it says it rightly: for those who must go by one that ADD may refuse. */

import type { JsonObject } from "../../cni/mod.ts";
import { settingsOf } from "./config.ts";
import { readFields } from "./fields.ts";
import { sortKeys } from "./keys.ts";
import { linksIn, type OutlinedLink } from "./link_outline.ts";
import type { OptionValues } from "./options.ts";
import type { Settings } from "./settings.ts";

/** Where something is in a configuration, keys as they are spelled there. */
type ConfigPath = (string | number)[];

/** What can be read of a configuration. What it says wrongly is taken as not said. */
export interface BondOutline {
  options: OptionValues;
  settings: Settings;
  /** The entries of `links` with a name, each read by itself. */
  links: OutlinedLink[];
  /** Returns where the key of a problem, such as "links[1].prio", is in the configuration. */
  pathOf(key: string): ConfigPath;
  /** Whether the configuration has the key, in whatever spelling. */
  has(key: string): boolean;
}

/** Returns what `raw` says. */
export function outlineBond(raw: JsonObject): BondOutline {
  const { known, spelling } = sortKeys(raw);
  const { values } = readFields(known);
  const pathOf = (key: string) => {
    const [first = "", ...rest] = key.split(/[.[\]]+/).filter((part) => part !== "");
    return [spelling.get(first) ?? first, ...rest.map((part) => /^\d+$/.test(part) ? +part : part)];
  };
  return {
    options: values,
    settings: settingsOf(values),
    links: linksIn(known["links"]).map(({ path, ...link }) => ({
      ...link,
      path: [...pathOf("links"), ...path],
    })),
    pathOf,
    has: (key) => spelling.has(key),
  };
}

/** The keys of a configuration, in whatever spelling they come. */

import type { JsonObject } from "../cni/mod.ts";
import { BOND_OPTIONS } from "./options.ts";
import { bondConfigSchema } from "./schema.ts";
import { FOREIGN_KEYS } from "./settings.ts";

/**
 * Returns the values of `raw` under the keys of the schema, and those that are nobody's. Go's decoder
 * ignores case, and absent and null are the same to it.
 */
export function sortKeys(raw: JsonObject): { known: JsonObject; unknown: [string, unknown][] } {
  const known: JsonObject = {};
  const unknown: [string, unknown][] = [];
  for (const [given, value] of Object.entries(raw)) {
    if (value === null || isForeign(given)) continue;
    const key = KEYS.get(given) ?? KEYS.get(given.toLowerCase());
    if (key === undefined) unknown.push([given, value]);
    else if (given === key || known[key] === undefined) known[key] = value;
  }
  return { known, unknown };
}

/** Every spelling of every key. */
const KEYS: ReadonlyMap<string, string> = new Map(
  [
    ...Object.keys(bondConfigSchema.shape).map((key) => [key, key] as const),
    ...BOND_OPTIONS.flatMap((option) =>
      "aliases" in option ? option.aliases.map((alias) => [alias, option.key] as const) : []
    ),
  ].flatMap(([spelling, key]) => [[spelling, key], [spelling.toLowerCase(), key]]),
);

function isForeign(key: string): boolean {
  return FOREIGN_KEYS.includes(key) || key.startsWith("cni.dev/");
}

/** The keys of a configuration, in whatever spelling they come. */

import { isJsonObject, isSameKey, type JsonObject } from "../../cni/mod.ts";
import { BOND_OPTIONS } from "./options.ts";
import { bondConfigSchema, SELECTOR_KEYS } from "./schema.ts";
import { FOREIGN_KEYS, LINK_SETTINGS, RESTORE_KEYS } from "./settings.ts";
import { simplify } from "./values.ts";

/** A key that means nothing here. */
export interface UnknownKey {
  /** Where: "fail_over_mac", "links[1].priority". */
  key: string;
  value: unknown;
  /** The key that was probably meant. */
  near?: string;
}

/**
 * Returns the values of `raw` under the keys of the schema, and the keys that are nobody's, in links
 * and `restore` too. Go's decoder ignores case, and absent and null are the same to it.
 */
export function sortKeys(raw: JsonObject): { known: JsonObject; unknown: UnknownKey[] } {
  const known: JsonObject = {};
  const unknown: UnknownKey[] = [];
  for (const [given, value] of Object.entries(raw)) {
    if (value === null || isForeign(given)) continue;
    const key = KEYS.get(given) ?? KEYS.get(given.toLowerCase());
    if (key === undefined) unknown.push({ key: given, value, ...nearest(given, BY_EVERY_NAME) });
    else if (given === key || known[key] === undefined) known[key] = value;
  }
  const links: unknown[] = Array.isArray(known["links"]) ? known["links"] : [];
  return {
    known,
    unknown: [
      ...unknown,
      ...links.flatMap((link, i) => strangersIn(link, `links[${i}]`, LINK_KEYS)),
      ...strangersIn(known["restore"], "restore", RESTORE_KEYS),
    ],
  };
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

/** Keys by their own names and the kernel's. */
const BY_EVERY_NAME: readonly (readonly [name: string, key: string])[] = [
  ...Object.keys(bondConfigSchema.shape).map((key) => [key, key] as const),
  ...BOND_OPTIONS.map(({ kernelName, key }) => [kernelName, key] as const),
];

const LINK_KEYS: readonly string[] = [...SELECTOR_KEYS, ...LINK_SETTINGS.map(({ key }) => key)];

function isForeign(key: string): boolean {
  return FOREIGN_KEYS.some((foreign) => isSameKey(foreign, key)) || key.startsWith("cni.dev/");
}

function strangersIn(json: unknown, where: string, keys: readonly string[]): UnknownKey[] {
  if (!isJsonObject(json)) return [];
  const names = keys.map((key) => [key, key] as const);
  return Object.entries(json)
    .filter(([key, value]) => value !== null && !keys.includes(key))
    .map(([key, value]) => ({ key: `${where}.${key}`, value, ...nearest(key, names) }));
}

function nearest(
  given: string,
  names: readonly (readonly [name: string, key: string])[],
): { near?: string } {
  const near = names.find(([name]) => simplify(name) === simplify(given))?.[1];
  return near === undefined ? {} : { near };
}

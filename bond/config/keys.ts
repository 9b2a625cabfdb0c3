/** The keys of a configuration, in whatever spelling they come. */

import { isJsonObject, isSameKey, type JsonObject } from "../../cni/mod.ts";
import { FIELD_KEYS } from "./fields.ts";
import { LINK_ENTRIES, SELECTOR_KEYS } from "./link_config.ts";
import { BOND_OPTIONS } from "./options.ts";
import { RESTORE_KEYS } from "./restore_keys.ts";
import { FOREIGN_KEYS } from "./settings.ts";
import { simplify } from "./values.ts";

/** A key that means nothing here. */
export interface UnknownKey {
  /** Where: "fail_over_mac", "links[1].priority". */
  key: string;
  value: unknown;
  /** The key that was probably meant. */
  near?: string;
}

/** The keys of a configuration, sorted. */
interface SortedKeys {
  /** Values under the keys of the tables. */
  known: JsonObject;
  /** Those keys as they are spelled in the configuration. */
  spelling: ReadonlyMap<string, string>;
  /** Nobody's keys, in links and `restore` too. */
  unknown: UnknownKey[];
}

/** Returns the keys of `raw`, sorted. Go's decoder ignores case, and absent and null are the same to it. */
export function sortKeys(raw: JsonObject): SortedKeys {
  const known: JsonObject = {};
  const spelling = new Map<string, string>();
  const unknown: UnknownKey[] = [];
  for (const [given, value] of Object.entries(raw)) {
    if (value === null || isForeign(given)) continue;
    const key = FIELD_KEYS.includes(given)
      ? given
      : spellingsOfKeys().get(given) ?? spellingsOfKeys().get(given.toLowerCase());
    if (key === undefined) {
      unknown.push({ key: given, value, ...nearest(given, FIELD_KEYS, BOND_OPTIONS) });
    } else if (given === key || known[key] === undefined) {
      known[key] = value;
      spelling.set(key, given);
    }
  }
  const links: unknown[] = Array.isArray(known["links"]) ? known["links"] : [];
  const linkKeys = [...SELECTOR_KEYS, ...LINK_ENTRIES.map(({ key }) => key)];
  return {
    known,
    spelling,
    unknown: [
      ...unknown,
      ...links.flatMap((link, i) => strangersIn(link, `links[${i}]`, linkKeys)),
      ...strangersIn(known["restore"], "restore", RESTORE_KEYS),
    ],
  };
}

let spellings: ReadonlyMap<string, string> | undefined;

/** Returns every spelling of every key. Most configurations have none but that of the documentation. */
function spellingsOfKeys(): ReadonlyMap<string, string> {
  if (spellings !== undefined) return spellings;
  const pairs = [
    ...FIELD_KEYS.map((key) => [key, key] as const),
    ...BOND_OPTIONS.flatMap((option) =>
      "aliases" in option ? option.aliases.map((alias) => [alias, option.key] as const) : []
    ),
  ];
  return spellings = new Map(
    pairs.flatMap(([spelling, key]) => [[spelling, key], [spelling.toLowerCase(), key]]),
  );
}

function isForeign(key: string): boolean {
  return FOREIGN_KEYS.some((foreign) => isSameKey(foreign, key)) || key.startsWith("cni.dev/");
}

function strangersIn(json: unknown, where: string, keys: readonly string[]): UnknownKey[] {
  if (!isJsonObject(json)) return [];
  return Object.entries(json)
    .filter(([key, value]) => value !== null && !keys.includes(key))
    .map(([key, value]) => ({ key: `${where}.${key}`, value, ...nearest(key, keys) }));
}

/** Returns the key that `given` is another way of writing, by the kernel's names of `options` too. */
function nearest(
  given: string,
  keys: readonly string[],
  options: typeof BOND_OPTIONS | readonly [] = [],
): { near?: string } {
  const isNear = (name: string) => simplify(name) === simplify(given);
  const near = keys.find(isNear) ?? options.find(({ kernelName }) => isNear(kernelName))?.key;
  return near === undefined ? {} : { near };
}

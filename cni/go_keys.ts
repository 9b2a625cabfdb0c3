/** Keys of JSON objects, as the decoders of Go programs look them up. */

import type { JsonObject } from "./json.ts";

/** Returns the key of `json` that is read as `key`: that very one, else one that differs in case only. */
export function spelledIn(json: JsonObject, key: string): string {
  if (Object.hasOwn(json, key)) return key;
  return Object.keys(json).find((other) => isSameKey(other, key)) ?? key;
}

/** Returns the member of `json` that is read as `key`; null reads as absent. */
export function memberOf(json: JsonObject, key: string): unknown {
  return json[spelledIn(json, key)] ?? undefined;
}

/** Whether two keys differ in case at most. */
export function isSameKey(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

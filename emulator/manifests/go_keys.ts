/** Keys of JSON objects, as the decoders of Go programs look them up. */

import type { JsonObject } from "../../cni/mod.ts";

/** Returns the key of `json` that is read as `key`: that very one, else one that differs in case only. */
export function spelledIn(json: JsonObject, key: string): string {
  if (Object.hasOwn(json, key)) return key;
  return Object.keys(json).find((other) => isSameKey(other, key)) ?? key;
}

/** Whether two keys differ in case at most. */
export function isSameKey(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

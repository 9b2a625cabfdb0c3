/** Values of JSON as Go's decoder takes them: it refuses the whole configuration for one of another type. */

import { isJsonObject, type JsonObject, memberOf, spelledIn } from "../../../cni/mod.ts";
import type { Refusal } from "./rules.ts";

/** What a key holds. */
interface Kind {
  /** Whether the decoder takes `value`. */
  takes(value: unknown): boolean;
  due: string;
  remedy: string;
}

const isText = (value: unknown) => typeof value === "string";
const isWhole = (value: unknown) => Number.isInteger(value);
const isFlag = (value: unknown) => typeof value === "boolean";
const all = (values: unknown, takes: (value: unknown) => boolean) =>
  Array.isArray(values) && values.every(takes);
const allIn = (value: unknown, takes: (value: unknown) => boolean) =>
  isJsonObject(value) && Object.values(value).every(takes);

/** The kinds that plugins have keys of. */
export const KINDS = {
  text: { takes: isText, due: "a text", remedy: "write it in quotes" },
  whole: { takes: isWhole, due: "a whole number", remedy: "write the number without quotes" },
  amount: {
    takes: (value) => isWhole(value) && Number(value) >= 0,
    due: "a whole number that is not negative",
    remedy: "write the number without quotes and without a unit",
  },
  flag: { takes: isFlag, due: "true or false", remedy: "write true or false, without quotes" },
  texts: {
    takes: (value) => all(value, isText),
    due: "a list of texts",
    remedy: 'write a list, such as ["…"]',
  },
  objects: {
    takes: (value) => all(value, isJsonObject),
    due: "a list of objects",
    remedy: "write a list: [{…}]",
  },
  textByKey: {
    takes: (value) => allIn(value, (text) => text === null || isText(text)),
    due: "an object of texts",
    remedy: 'write every value in quotes: {"…": "1"}',
  },
  flagByKey: {
    takes: (value) => allIn(value, isFlag),
    due: "an object of flags",
    remedy: 'write {"mac": true}, for example',
  },
} as const satisfies Record<string, Kind>;

/** The kind of each key. */
export type Fields = Readonly<Record<string, keyof typeof KINDS>>;

/**
 * Returns the first value of `config` that is not of its key's kind; null stands for nothing, and keys that it
 * does not know the decoder passes over.
 */
export function wrongTypeIn(
  config: JsonObject,
  fields: Fields,
  isKnown: (key: string) => boolean = () => true,
): Refusal | undefined {
  for (const [key, name] of Object.entries(fields)) {
    const value = memberOf(config, key);
    const { takes, due, remedy }: Kind = KINDS[name];
    if (value === undefined || takes(value) || !isKnown(key)) continue;
    return {
      key: spelledIn(config, key),
      message: `${key} is ${JSON.stringify(value)}, and ${due} is due`,
      hint: remedy,
    };
  }
  return undefined;
}

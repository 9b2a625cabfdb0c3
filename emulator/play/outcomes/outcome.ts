/** What can be expected of a pod when everything is over. */

import * as z from "zod";
import { isJsonObject } from "../../../cni/mod.ts";
import type { PodReport } from "../replay/mod.ts";
import type { Unmet } from "../unmet.ts";

/** Everything that others need to know of what may be written under its name. */
export interface OutcomeKind<Expected> {
  /** Returns what is not as expected, by keys below its own name. */
  unmet(expected: Expected, pod: PodReport): Unmet[];
}

/** Returns an outcome whose details are those that its schema allows. */
export function defineOutcome<S extends z.ZodType>(
  outcome: { schema: S } & OutcomeKind<z.output<S>>,
): { schema: S } & OutcomeKind<z.output<S>> {
  return outcome;
}

/** Parts of texts, each of which is in one text, and no text is left. */
export const textParts: z.ZodArray<z.ZodString> = z.array(z.string());

/** Stands for any text where a value is not the same every time. */
const ANY = "*";

/** Returns what is not as expected of texts. */
export function compareTexts(
  what: string,
  parts: readonly string[],
  texts: readonly string[],
): Unmet[] {
  const left = [...texts];
  const missing = parts.filter((part) => {
    const at = left.findIndex((text) => text.includes(part));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  return [
    ...missing.map((part) => ({
      key: "",
      wanted: part,
      got: null,
      message: `no ${what} with ${JSON.stringify(part)}`,
    })),
    ...left.map((text) => ({
      key: "",
      wanted: null,
      got: text,
      message: `${what} not expected: ${text}`,
    })),
  ];
}

/** Returns what is not as expected of the value under `key`, which people call `what`. */
export function differs(key: string, what: string, found: unknown, expected: unknown): Unmet[] {
  if (expected === found || expected === ANY) return [];
  const message = `${what} is ${show(found)}, and ${show(expected)} is expected`;
  return [{ key, wanted: expected ?? null, got: found ?? null, message }];
}

/** Returns what is not as expected of a whole value; the order of keys does not matter. */
export function compareValues(
  key: string,
  what: string,
  expected: unknown,
  found: unknown,
): Unmet[] {
  const deeper = (part: string, expected: unknown, found: unknown) =>
    compareValues(`${key}${part}`, `${what}${part}`, expected, found);
  if (Array.isArray(expected) && Array.isArray(found) && expected.length === found.length) {
    return expected.flatMap((item, i) => deeper(`[${i}]`, item, found[i]));
  }
  if (!isJsonObject(expected) || !isJsonObject(found)) {
    return show(expected) === show(found) ? [] : differs(key, what, found, expected);
  }
  const keys = new Set([...Object.keys(expected), ...Object.keys(found)]);
  return [...keys].flatMap((name) => deeper(`.${name}`, expected[name], found[name]));
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? "missing";
}

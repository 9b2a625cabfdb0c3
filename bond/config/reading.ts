/** Reading values, and complaining about those that are wrong. */

import { describeType, readValue, type ValueOf, type ValueType } from "./values.ts";

/**
 * Adds a problem with the value at `path` of a key, such as "[1].prio" or "", and returns what is then
 * read: nothing. `allowed` are the allowed values, in words.
 */
export type Complain = (
  path: string,
  input: unknown,
  problem: string,
  allowed: string,
) => undefined;

/** Returns `input` as a value of `type`; undefined, after a complaint, when it is none. */
export function readTyped<T extends ValueType>(
  type: T,
  input: unknown,
  path: string,
  complain: Complain,
): ValueOf<T> | undefined {
  const { value, problem } = readValue(type, input);
  return problem === undefined ? value : complain(path, input, problem, describeType(type));
}

/** The steps of a scenario, as people write them: one action each, and what is expected after it. */

import * as z from "zod";
import { ACTION_NAMES, ACTIONS } from "../actions/mod.ts";
import { EXPECTATIONS } from "../expectations/mod.ts";
import { exactlyOne } from "../fields.ts";

/** What is expected after one step. */
const stepExpectSchema = z.strictObject(optional(EXPECTATIONS));

/** One step: exactly one action. */
export const stepSchema = z.strictObject({
  name: z.string().exactOptional().describe("what the step shows"),
  ...optional(ACTIONS),
  expect: stepExpectSchema.exactOptional(),
}).check(exactlyOne(ACTION_NAMES));

/** Returns the schemas of a table's rows, each as a key that may be absent. */
function optional<T extends Record<string, { schema: z.ZodType }>>(
  table: T,
): { [Name in keyof T]: z.ZodExactOptional<T[Name]["schema"]> } {
  const entries = Object.entries(table).map(([name, { schema }]) => [name, schema.exactOptional()]);
  // Object.fromEntries forgets which is which.
  return Object.fromEntries(entries) as ReturnType<typeof optional<T>>;
}

import * as z from "zod";
import { defineExpectation } from "./expectation.ts";

/** Whether the calls of a step succeed. */
export const succeeds = defineExpectation({
  schema: z.boolean().describe("whether the calls of the step all succeed"),
  obstacle: () => undefined,
  watch: () => ({ look: "calls" }),
  unmet(expected, { failures }) {
    const differing = { key: "", wanted: expected, got: !expected };
    if (expected) {
      return failures.map((failure) => ({ ...differing, message: `it failed: ${failure}` }));
    }
    if (failures.length > 0) return [];
    return [{ ...differing, message: "it was expected to fail, and succeeded" }];
  },
});

import * as z from "zod";
import { defineExpectation } from "./expectation.ts";

/** Whether the calls of a step succeed. */
export const succeeds = defineExpectation({
  schema: z.boolean().describe("whether the calls of the step all succeed"),
  obstacle: () => undefined,
  watch: () => ({ look: "calls" }),
  unmet(expected, { failures }) {
    if (expected) return failures.map((failure) => `it failed: ${failure}`);
    return failures.length > 0 ? [] : ["it was expected to fail, and succeeded"];
  },
});

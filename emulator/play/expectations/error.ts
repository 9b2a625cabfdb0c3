import * as z from "zod";
import { defineExpectation } from "./expectation.ts";

/** A part of the message that the container runtime gets. */
export const error = defineExpectation({
  schema: z.string().describe("a part of what the container runtime is told"),
  obstacle: () => undefined,
  watch: () => ({ look: "calls" }),
  unmet(part, { failures }) {
    if (failures.some((failure) => failure.includes(part))) return [];
    const instead = failures.length === 0 ? "it succeeded" : failures.join("; ");
    const message = `an error with ${JSON.stringify(part)} was expected, but: ${instead}`;
    return [{ key: "", wanted: part, got: failures.length === 0 ? null : failures, message }];
  },
});

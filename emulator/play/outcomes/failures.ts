import { compareTexts, defineOutcome, textParts } from "./outcome.ts";

/** What the container runtime is told. */
export const failures = defineOutcome({
  schema: textParts.default([])
    .describe("parts of what the container runtime is told, one for each time it is told so"),
  unmet: (expected, pod) => compareTexts("failure", expected, pod.failures),
});

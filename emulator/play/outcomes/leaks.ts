import { compareTexts, defineOutcome, textParts } from "./outcome.ts";

/** What is left of the pod. */
export const leaks = defineOutcome({
  schema: textParts.default([]).describe("parts of the words about what was left behind"),
  unmet: (expected, pod) => compareTexts("leak", expected, pod.leaks.map(({ message }) => message)),
});

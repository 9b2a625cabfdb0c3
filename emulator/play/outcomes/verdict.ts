import * as z from "zod";
import { defineOutcome, differs } from "./outcome.ts";

/** How the pod came out. */
export const verdict = defineOutcome({
  schema: z.enum(["ok", "failed", "leaked", "unexpected"]).default("ok"),
  unmet: (expected, pod) => differs("", "the verdict", pod.verdict, expected),
});

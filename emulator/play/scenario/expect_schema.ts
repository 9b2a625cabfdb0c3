/** What a scenario expects. Only what is said is compared. */

import * as z from "zod";
import { RULES } from "../../input/findings/mod.ts";
import { podName } from "../fields.ts";
import { outcomeSchema } from "../outcomes/mod.ts";

const diagnostic = z.strictObject({
  code: z.enum(RULES.map(({ code }) => code)),
  severity: z.enum(["error", "warning", "info"]).exactOptional(),
  message: z.string().exactOptional().describe("a part of the message"),
  path: z.string().exactOptional().describe("a part of the path"),
});

/** What is expected of the whole. */
export const expectSchema = z.strictObject({
  exitCode: z.int().min(0).max(3).default(0).describe("the exit status of bond emulate"),
  diagnostics: z.array(diagnostic).default([]).describe(
    "what is said about the manifests, in any order; other errors and warnings are not expected",
  ),
  pods: z.record(podName, outcomeSchema).default({}).describe("by name, or namespace/name"),
});

/** What is expected of the whole, defaults filled in. */
export type ScenarioExpectation = z.output<typeof expectSchema>;
/** A diagnostic that is expected. */
export type DiagnosticExpectation = z.output<typeof diagnostic>;

/** What a scenario expects. Only what is said is compared. */

import { z } from "zod";
import { RULES } from "../../input/findings/mod.ts";
import { linkFields, NO_LINK } from "../expectations/mod.ts";
import { linkName, podName } from "../fields.ts";

const link = z.strictObject({
  ...linkFields,
  kind: z.string().exactOptional().describe('the driver\'s, such as "bond"; "" for hardware'),
  bond: z.record(z.string(), z.string()).exactOptional()
    .describe("options by the kernel's names, such as mode and active_slave"),
}).nullable().describe(NO_LINK);

const pod = z.strictObject({
  verdict: z.enum(["ok", "failed", "leaked", "unexpected"]).default("ok"),
  failures: z.array(z.string()).default([])
    .describe("parts of what the container runtime is told, one for each time it is told so"),
  calls: z.array(
    z.string().regex(/^[A-Z]+ \S+ \S+$/, "a call is COMMAND INTERFACE TYPE, as ADD net1 sriov"),
  ).exactOptional()
    .describe(
      "the plugins that ran, in order, without IPAM's: COMMAND INTERFACE TYPE; - in the place of the interface where the call is about the whole network",
    ),
  links: z.record(linkName, link).exactOptional()
    .describe("links of the pod by name, when all networks are attached"),
  networkStatus: z.array(z.record(z.string(), z.unknown())).exactOptional()
    .describe('the annotation k8s.v1.cni.cncf.io/network-status; "*" stands for any text'),
  leaks: z.array(z.string()).default([]).describe("parts of the words about what was left behind"),
});

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
  pods: z.record(podName, pod).default({}).describe("by name, or namespace/name"),
});

/** What is expected of the whole, defaults filled in. */
export type ScenarioExpectation = z.output<typeof expectSchema>;
/** What is expected of one pod. */
export type PodExpectation = z.output<typeof pod>;
/** A diagnostic that is expected. */
export type DiagnosticExpectation = z.output<typeof diagnostic>;
/** What is expected of one link; null where there must be none. */
export type LinkExpectation = z.output<typeof link>;

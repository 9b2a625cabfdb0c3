/** What a scenario expects. Only what is said is compared. */

import { z } from "zod";
import { ipAddress, label, linkName, mac, milliseconds, mtu, podName } from "./fields.ts";

const link = z.strictObject({
  absent: z.literal(true).optional().describe("there is no such link"),
  kind: z.string().optional().describe('the driver\'s kind, such as "bond"; "" for hardware'),
  mac: mac.optional(),
  mtu: mtu.optional(),
  up: z.boolean().optional(),
  operState: z.string().optional(),
  master: linkName.optional().describe("the bond or bridge that it is a port of"),
  addresses: z.array(z.string()).optional().describe("all of them but link-local ones, as CIDRs"),
  bond: z.record(z.string(), z.string()).optional()
    .describe("options by the kernel's names, such as mode, and activeSlave"),
  bondPort: z.strictObject({
    state: z.enum(["active", "backup"]).optional(),
    miiStatus: z.enum(["up", "fail", "down", "back"]).optional(),
  }).optional(),
});

const links = z.record(linkName, link).describe("links of the pod by name");

const calls = z.array(
  z.string().regex(
    /^(ADD|DEL|CHECK) \S+ \S+$/,
    "a call is written COMMAND INTERFACE TYPE, such as ADD net1 sriov",
  ),
).describe("the plugins that ran, in order, IPAM plugins left out: COMMAND INTERFACE TYPE");

/** What is expected of one step. */
export const stepExpectSchema = z.strictObject({
  exitCode: z.int().min(0).max(255).optional()
    .describe("0 when everything worked; 0 is expected where this and message are missing"),
  message: z.string().optional().describe("a part of the error; the step is expected to fail then"),
  calls: calls.optional(),
  active: z.strictObject({
    pod: podName.optional().describe("needed only where there are several pods"),
    bond: linkName,
    link: z.union([linkName, z.literal("")]).describe('the active link; "" for none'),
    withinMs: milliseconds.default(3000),
  }).optional(),
  traffic: z.strictObject({
    lostAtMost: z.int().min(0).optional(),
    duplicatedAtMost: z.int().min(0).optional(),
    resumedWithinMs: milliseconds.optional()
      .describe("from the step's action to the first frame that gets through after the last loss"),
  }).optional().describe("what became of the frames of the step's traffic"),
  announced: z.strictObject({
    address: ipAddress.describe("IPv4: gratuitous ARP; IPv6: unsolicited neighbour advertisement"),
    mac: mac.optional(),
    withinMs: milliseconds.default(3000),
  }).optional().describe("what hosts on the fabric hear"),
  seenMac: mac.optional().describe("the source address of the pod's frames on the fabric"),
  aggregator: z.strictObject({
    pod: podName.optional(),
    bond: linkName,
    ports: z.int().min(0),
    withinMs: milliseconds.default(10_000),
  }).optional().describe("802.3ad: so many links are in the active aggregator, on both sides"),
  links: z.record(podName, links).optional().describe("by pod"),
});

const pod = z.strictObject({
  verdict: z.enum(["ok", "failed", "leaked", "unexpected"]).default("ok"),
  failure: z.string().optional().describe("a part of what the container runtime is told"),
  calls: calls.optional(),
  links: links.optional().describe("after the last ADD"),
  networkStatus: z.array(z.record(z.string(), z.unknown())).optional()
    .describe("the annotation k8s.v1.cni.cncf.io/network-status"),
});

const diagnostic = z.strictObject({
  code: label,
  severity: z.enum(["error", "warning", "info"]).optional(),
  message: z.string().optional().describe("a part of the message"),
  path: z.string().optional().describe("a part of the path"),
});

/** What is expected of the whole. */
export const expectSchema = z.strictObject({
  exitCode: z.int().min(0).max(3).default(0).describe("the exit status of bond emulate"),
  diagnostics: z.array(diagnostic).default([])
    .describe("every error and warning about the manifests, in any order; others are not expected"),
  pods: z.record(podName, pod).default({}),
  leaks: z.array(z.string()).default([]).describe(
    "parts of the messages about what was left behind",
  ),
});

/** What is expected of the whole, defaults filled in. */
export type Expectation = z.output<typeof expectSchema>;
/** What is expected of one pod. */
export type PodExpectation = z.output<typeof pod>;
/** What is expected of one step. */
export type StepExpectation = z.output<typeof stepExpectSchema>;
/** What is expected of one link. */
export type LinkExpectation = z.output<typeof link>;

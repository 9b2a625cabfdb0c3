/** The steps of a scenario: each has one action, traffic that goes on meanwhile, and what is expected. */

import { z } from "zod";
import { stepExpectSchema } from "./expect_schema.ts";
import { exactlyOne, label, linkName, milliseconds, podName } from "./fields.ts";

const podLink = z.strictObject({
  pod: podName.optional().describe("needed only where there are several pods"),
  interface: linkName,
});

const TARGETS = [
  "physicalFunction",
  "virtualFunction",
  "nic",
  "cable",
  "switch",
  "podLink",
] as const;

const target = z.strictObject({
  physicalFunction: linkName.optional().describe("its network device on the node"),
  virtualFunction: linkName.optional().describe("its link state, by its name on the host"),
  nic: linkName.optional().describe("its network device on the node"),
  cable: linkName.optional().describe("the cable of that physical function or NIC"),
  switch: label.optional().describe("all ports of it"),
  podLink: podLink.optional().describe("a link inside a pod"),
}).check(exactlyOne(TARGETS));

const KILL_MOMENTS = ["atRequest", "afterMs"] as const;

const kill = z.strictObject({
  plugin: z.string().min(1).default("bond").describe("the plugin's type"),
  atRequest: z.int().min(1).optional().describe("before its Nth netlink request is sent"),
  afterMs: milliseconds.optional().describe("so long after its start"),
}).check(exactlyOne(KILL_MOMENTS)).describe("kills the plugin (SIGKILL) during the step");

const pods = z.array(podName).min(1).optional()
  .describe("all pods of the scenario where this is missing");

const call = {
  pods,
  times: z.int().min(1).max(100).default(1).describe("how often, one after another"),
  concurrent: z.boolean().default(false).describe("for all pods at the same time"),
  kill: kill.optional(),
};

const ACTIONS = {
  add: z.strictObject(call).describe("attaches pods, as the runtime does"),
  del: z.strictObject({
    ...call,
    netns: z.enum(["present", "gone", "empty"]).default("present")
      .describe("gone: CNI_NETNS names a namespace that is no more; empty: it names none"),
  }).describe("detaches pods"),
  check: z.strictObject({ pods }).describe("has the plugins compare what is with what they did"),
  down: target.describe("takes something down"),
  up: target.describe("takes it up again"),
  loss: z.strictObject({
    cable: linkName.describe("of that physical function or NIC"),
    percent: z.number().min(0).max(100).describe("of frames, in both directions; 0 ends it"),
    delayMs: milliseconds.default(0),
  }).describe("has a path lose or delay frames"),
  removeLink: podLink.describe("takes a link out of a pod, as an administrator's mistake would"),
  removeNamespace: z.strictObject({ pod: podName.optional() })
    .describe("removes a pod's namespace behind everyone's back"),
  loseCache: z.strictObject({
    pods,
    of: z.enum(["delegates", "results"]).describe("Multus' list of delegates, or libcni's results"),
  }).describe("removes what the runtime remembers"),
  reboot: z.strictObject({})
    .describe("namespaces, links and what is in memory are lost; /var/lib stays"),
  wait: z.strictObject({ ms: milliseconds }),
} as const;

/** The names of the actions. */
export const ACTION_NAMES = Object.keys(ACTIONS) as (keyof typeof ACTIONS)[];

const traffic = z.strictObject({
  pod: podName.optional().describe("needed only where there are several pods"),
  interface: linkName.optional().describe("the interface that the frames leave by"),
  host: label.describe("the host on the fabric that answers"),
  address: z.string().optional().describe("one of the host's; the first where this is missing"),
  intervalMs: z.int().min(1).max(10_000).default(10),
  beforeMs: milliseconds.default(300).describe("how long before the action it starts"),
  afterMs: milliseconds.default(1000).describe("how long it goes on after the action"),
}).describe("echo requests from a pod to a host while the step happens");

export const stepSchema = z.strictObject({
  name: z.string().optional().describe("what the step shows"),
  ...optionalActions(),
  traffic: traffic.optional(),
  expect: stepExpectSchema.prefault({}),
}).check(exactlyOne(ACTION_NAMES));

/** A step, defaults filled in. */
export type ScenarioStep = z.output<typeof stepSchema>;
/** The traffic of a step. */
export type Traffic = z.output<typeof traffic>;
/** What goes up and down. */
export type Target = z.output<typeof target>;
/** When a plugin is killed. */
export type Kill = z.output<typeof kill>;

function optionalActions(): { [A in keyof typeof ACTIONS]: z.ZodOptional<(typeof ACTIONS)[A]> } {
  const entries = Object.entries(ACTIONS).map(([name, schema]) => [name, schema.optional()]);
  // Object.fromEntries forgets which is which.
  return Object.fromEntries(entries) as ReturnType<typeof optionalActions>;
}

/** The steps of a scenario, as people write them: one action each, and what is expected after it. */

import { z } from "zod";
import { stepExpectSchema } from "./expect_schema.ts";
import { exactlyOne, label, linkName, milliseconds, podName } from "./fields.ts";

const pod = podName.exactOptional().describe("needed only where there are several pods");

const TARGETS = [
  "cable",
  "physicalFunction",
  "virtualFunction",
  "nic",
  "switch",
  "link",
] as const;

const target = z.strictObject({
  cable: linkName.exactOptional().describe("the cable of that physical function or NIC"),
  physicalFunction: linkName.exactOptional().describe("its network device on the node"),
  virtualFunction: linkName.exactOptional()
    .describe("the carrier that it gets from its physical function, by its name on the host"),
  nic: linkName.exactOptional().describe("its network device on the node"),
  switch: label.exactOptional(),
  link: linkName.exactOptional().describe("a link inside the pod"),
  pod,
}).check(exactlyOne(TARGETS));

const MOMENTS = ["atRequest", "afterMs"] as const;

const kill = z.strictObject({
  type: z.string().min(1).describe("the plugin's type"),
  atRequest: z.int().min(1).exactOptional().describe("before it sends its n-th netlink request"),
  afterMs: milliseconds.exactOptional().describe("so long after its start"),
}).check(exactlyOne(MOMENTS)).describe("kills a plugin (SIGKILL), once");

const call = z.strictObject({
  pod,
  times: z.int().min(1).max(100).exactOptional().describe("how often, one after another"),
  concurrently: z.boolean().exactOptional().describe("the calls run at the same time"),
  kill: kill.exactOptional(),
});

const del = call.extend({
  netns: z.string().exactOptional().describe("what CNI_NETNS says instead; empty for none"),
  podGone: z.boolean().exactOptional()
    .describe("the API does not know the pod any more, so that Multus has only its memory of it"),
});

const ACTIONS = {
  add: call.describe("attaches a pod"),
  del: del.describe("detaches a pod"),
  check: call.describe("has the plugins compare what is with what they did"),
  down: target.describe("takes something out of service"),
  up: target.describe("puts it back"),
  impair: z.strictObject({
    cable: linkName.describe("the cable of that physical function or NIC"),
    lossPercent: z.number().min(0).max(100).exactOptional(),
    delayMs: milliseconds.exactOptional(),
  }).describe("has frames get lost or late; neither one ends it"),
  traffic: z.strictObject({
    pod,
    link: linkName.describe("the pod's link that the frames leave by"),
    host: label.describe("a host of the fabric"),
    intervalMs: z.int().min(1).max(10_000).exactOptional(),
  }).describe("frames between the pod and a host, from now until the scenario is over"),
  remove: z.strictObject({ pod, link: linkName })
    .describe("removes a link from the pod behind everybody's back"),
  loseCache: z.strictObject({
    pod,
    results: z.boolean().exactOptional().describe("the results of plugins, not the delegates"),
  }).describe("loses what Multus remembers of the pod: its delegates, or only results"),
  removeNamespace: z.strictObject({ pod })
    .describe("removes the pod's namespace, as a crash of the container runtime does"),
  reboot: z.strictObject({})
    .describe("namespaces and what is in memory are lost; what is on disk stays"),
  wait: z.strictObject({ ms: milliseconds }),
} as const;

/** The names of the actions. */
export const ACTION_NAMES = Object.keys(ACTIONS) as (keyof typeof ACTIONS)[];

/** One step: exactly one action. */
export const stepSchema = z.strictObject({
  name: z.string().exactOptional().describe("what the step shows"),
  ...optionalActions(),
  expect: stepExpectSchema.exactOptional(),
}).check(exactlyOne(ACTION_NAMES));

function optionalActions(): {
  [A in keyof typeof ACTIONS]: z.ZodExactOptional<(typeof ACTIONS)[A]>;
} {
  const entries = Object.entries(ACTIONS).map(([name, schema]) => [name, schema.exactOptional()]);
  // Object.fromEntries forgets which is which.
  return Object.fromEntries(entries) as ReturnType<typeof optionalActions>;
}

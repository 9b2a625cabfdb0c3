/** What can be taken out of service. */

import * as z from "zod";
import { exactlyOne, label, linkName } from "../fields.ts";
import { getLink, setLink } from "../../../netlink/mod.ts";
import { type NamedThing, pod } from "./action.ts";
import { inPod } from "./in_pod.ts";
import type { LiveStage } from "./stage.ts";

/** The keys of things, and the kinds that they are. */
const KINDS = {
  cable: "cable",
  physicalFunction: "physical function",
  virtualFunction: "virtual function",
  nic: "NIC",
  switch: "switch",
} as const;

const TARGETS = [...Object.keys(KINDS) as (keyof typeof KINDS)[], "link"] as const;

/** One thing of the node, or a link of a pod. */
export const targetSchema = z.strictObject({
  cable: linkName.exactOptional().describe("the cable of that physical function or NIC"),
  physicalFunction: linkName.exactOptional().describe("its network device on the node"),
  virtualFunction: linkName.exactOptional()
    .describe("the carrier that it gets from its physical function, by its name on the host"),
  nic: linkName.exactOptional().describe("its network device on the node"),
  switch: label.exactOptional(),
  link: linkName.exactOptional().describe("a link inside the pod"),
  pod,
}).check(exactlyOne(TARGETS));

/** One thing of the node, or a link of a pod. */
export type Target = z.output<typeof targetSchema>;

/** The parts of an action that switches something. */
export const SWITCHING = {
  names: (target: Target): NamedThing[] =>
    Object.entries(KINDS).flatMap(([key, kind]) => {
      const name = target[key as keyof typeof KINDS];
      return name === undefined ? [] : [{ key, kind, name }];
    }),
  isOfPod: ({ link }: Target) => link !== undefined,
  role: "event",
  watch: "during",
} as const;

/** Takes the target out of service, or puts it back. */
export function setTarget(
  { sandbox: { hardware }, pods }: LiveStage,
  target: Target,
  up: boolean,
): void {
  const { cable, physicalFunction, virtualFunction, nic, switch: fabricSwitch, link } = target;
  if (cable !== undefined) hardware.setCable(cable, up);
  if (physicalFunction !== undefined) hardware.setPhysicalFunction(physicalFunction, up);
  if (virtualFunction !== undefined) hardware.setVirtualFunction(virtualFunction, up);
  if (nic !== undefined) hardware.setNic(nic, up);
  if (fabricSwitch !== undefined) hardware.setSwitch(fabricSwitch, up);
  if (link === undefined) return;
  inPod(pods, target.pod, (rt) => setLink(rt, getLink(rt, link).index, { up }));
}

/** Returns what is done to the target, in words. */
export function describeTarget(target: Target, up: boolean): string {
  const { cable, physicalFunction, virtualFunction, nic, switch: fabricSwitch, link } = target;
  if (cable !== undefined) return `${up ? "plug in" : "pull"} the cable of ${cable}`;
  if (virtualFunction !== undefined) {
    return up ? `give ${virtualFunction} its carrier` : `take the carrier of ${virtualFunction}`;
  }
  if (fabricSwitch !== undefined) return `switch ${fabricSwitch} ${up ? "on" : "off"}`;
  const name = physicalFunction ?? nic ?? `${link}`;
  return `set ${name} ${up ? "up" : "down"}${link === undefined ? "" : " in the pod"}`;
}

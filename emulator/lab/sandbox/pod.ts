/** Namespaces of pods: made as a container runtime makes them, removed as the kernel does it. */

import {
  createNetns,
  deleteLink,
  deleteNetns,
  findLink,
  getLink,
  type Link,
  listLinks,
  NetlinkError,
  Netns,
  NetnsError,
  Rtnetlink,
  setLink,
} from "../../../netlink/mod.ts";
import type { NodeModel } from "../../input/model.ts";
import { devicesOf, predictableName } from "./wiring.ts";

/** Makes a pod's namespace, its loopback up. */
export function createPodNetns(path: string): void {
  createNetns(path);
  using netns = Netns.open(path);
  using rt = Rtnetlink.open({ netns });
  setLink(rt, getLink(rt, "lo").index, { up: true });
}

/**
 * Removes a pod's namespace. The kernel gives hardware back to the node then: down, under the name
 * that it had in the pod, or under another if that is taken. The lab's devices are veths, which the
 * kernel would destroy, so they are given back first. What is virtual goes at once, not when the
 * kernel gets round to it. Does nothing when the namespace is gone.
 */
export function deletePodNetns(path: string, node: NodeModel, nodeNetns: Netns): void {
  try {
    using netns = Netns.open(path);
    using pod = Rtnetlink.open({ netns });
    using rt = Rtnetlink.open({ netns: nodeNetns });
    for (const link of listLinks(pod)) {
      if (link.kind !== "" && !isHardware(node, link)) remove(pod, link.index);
    }
    for (const device of hardwareIn(pod, node)) {
      setLink(pod, device.index, { up: false });
      setLink(pod, device.index, { netns: nodeNetns, name: nameBack(rt, device) });
    }
  } catch (error) {
    if (!(error instanceof NetnsError && error.reason === "absent")) throw error;
  }
  deleteNetns(path);
}

/** The kernel tries dev with the link's index first, which is another namespace's, then with 0, 1, … */
function nameBack(rt: Rtnetlink, { name, index }: Link): string {
  const isFree = (candidate: string) => findLink(rt, candidate) === undefined;
  const known = [name, `dev${index}`].find(isFree);
  if (known !== undefined) return known;
  let number = 0;
  while (!isFree(`dev${number}`)) number++;
  return `dev${number}`;
}

/** A link may have gone with another one, and some stay as long as their namespace. */
function remove(rt: Rtnetlink, index: number): void {
  try {
    deleteLink(rt, index);
  } catch (error) {
    if (!(error instanceof NetlinkError)) throw error;
  }
}

/** Returns the node's devices that are in the namespace of `rt`, whatever they are called there. */
function hardwareIn(rt: Rtnetlink, node: NodeModel): Link[] {
  return listLinks(rt).filter((link) => isHardware(node, link));
}

/** Returns whether a link, wherever it is and whatever it is called, plays a device of the node. */
export function isHardware(node: NodeModel, { altNames }: Link): boolean {
  const known = devicesOf(node).map(({ pciAddress }) => predictableName(pciAddress));
  return altNames.some((name) => known.includes(name));
}

/** Returns the link that plays the device with that PCI address, undefined when it is elsewhere. */
export function deviceLink(rt: Rtnetlink, pciAddress: string): Link | undefined {
  const name = predictableName(pciAddress);
  return listLinks(rt).find(({ altNames }) => altNames.includes(name));
}

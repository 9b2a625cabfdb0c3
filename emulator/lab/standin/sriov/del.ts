/** DEL of the sriov plugin, in sriov-cni's order. */

import { type Invocation, ipamDel } from "../../../../cni/mod.ts";
import { findLink, Netns, NetnsError, Rtnetlink } from "../../../../netlink/mod.ts";
import { moveBack } from "./add.ts";
import { refuseWrongTypes } from "./config.ts";
import { restoredState, VirtualFunctionHandle } from "./function.ts";
import { type Attached, DeviceLock, loadAttached, markFree, removeAttached } from "./state.ts";

/** Serves DEL. Succeeds when there was no ADD, or DEL has been here before. */
export async function del(invocation: Invocation): Promise<void> {
  const { containerId, ifname, netns, config } = invocation;
  refuseWrongTypes(config.raw);
  const attached = loadAttached(containerId, ifname);
  if (!attached) return;
  using _lock = await DeviceLock.acquire(attached.config.deviceId);
  await ipamDel(invocation);
  try {
    if (netns !== "") release(attached, netns, ifname);
  } finally {
    // sriov-cni forgets an attachment that it could not give back, too: DEL once more does nothing.
    removeAttached(containerId, ifname);
  }
}

/** A device whose namespace is gone stays marked: the next ADD sees that the mark means nothing. */
function release(attached: Attached, netns: string, ifname: string): void {
  const { config, original } = attached;
  const device = VirtualFunctionHandle.find(config.deviceId);
  device.state = restoredState(device.state, config, original);
  if (!device.userspace) {
    using pod = openNetns(netns);
    if (!pod) return;
    giveBack(pod, ifname, attached);
  }
  markFree(config.deviceId);
}

function openNetns(path: string): Netns | undefined {
  try {
    return Netns.open(path);
  } catch (error) {
    if (error instanceof NetnsError && error.reason === "absent") return undefined;
    throw error;
  }
}

function giveBack(netns: Netns, ifname: string, attached: Attached): void {
  using rt = Rtnetlink.open({ netns });
  using nodeNetns = Netns.current();
  const link = findLink(rt, ifname);
  // Some runtimes take these words for success, and sriov-cni's are these.
  if (!link) throw new Error(`failed to get netlink device with name ${ifname}: "Link not found"`);
  const { effectiveMac: address, mtu } = attached;
  moveBack(rt, link.index, nodeNetns, attached.hostIfName, { address, mtu });
}

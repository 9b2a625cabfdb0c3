/** For tests of the sriov stand-in: a node with two pods, and calls of the plugin. */

import assert from "node:assert/strict";
import {
  attachmentVariables,
  callPluginHere,
  type PluginReply,
  replyObject,
} from "../../../../cni/testing.ts";
import { findLink, type Link, Netns, PacketSocket, Rtnetlink } from "../../../../netlink/mod.ts";
import { untilOperational } from "../../../../netlink/testing.ts";
import { podNetnsPath, Sandbox } from "../../sandbox/mod.ts";
import { frameOf, portsForward, smallNode } from "../../sandbox/testing.ts";
import { sriovPlugin } from "./plugin.ts";

/** Namespaces of two pods. */
export const POD = podNetnsPath({ namespace: "default", name: "p" });
export const OTHER = podNetnsPath({ namespace: "default", name: "other" });
/** ens1f0v0, and ens1f1v0. */
export const [DEVICE, FAR_DEVICE] = ["0000:3b:02.0", "0000:3b:06.0"] as const;
const PROTOCOL = 0x88b5;

/** Circumstances of a call. */
export interface Call {
  netns?: string;
  ifname?: string;
  containerId?: string;
  args?: string;
  path?: string;
}

/** Calls the plugin for a network with these keys, from the node. */
export function call(
  command: string,
  keys: Record<string, unknown>,
  where: Call = {},
): Promise<PluginReply> {
  const { netns = POD, ifname = "net1", containerId = "c1", args = "", path = "/nowhere" } = where;
  const variables = attachmentVariables(command, {
    CNI_NETNS: netns,
    CNI_IFNAME: ifname,
    CNI_CONTAINERID: containerId,
    CNI_ARGS: args,
    CNI_PATH: path,
  });
  const stdin = { cniVersion: "1.0.0", name: "sriov-network", type: "sriov", ...keys };
  return callPluginHere(sriovPlugin, { variables, stdin });
}

/** Calls the plugin and returns its reply. Throws when it fails. */
export async function succeeds(
  command: string,
  keys: Record<string, unknown> = { deviceID: DEVICE },
  where: Call = {},
): Promise<PluginReply> {
  const reply = await call(command, keys, where);
  assert.equal(reply.exitCode, 0, reply.stdout);
  return reply;
}

/** Calls the plugin, which must fail with such a message. */
export async function fails(
  command: string,
  keys: Record<string, unknown>,
  message: RegExp,
  where: Call = {},
): Promise<void> {
  const reply = await call(command, keys, where);
  assert.equal(reply.exitCode, 1, reply.stdout);
  assert.match(String(replyObject(reply)["msg"]), message);
}

/** A node with two pods, and /var/lib/cni/sriov empty before and after. */
export function world(node = smallNode()): Sandbox & Disposable {
  const sandbox = Sandbox.create(node);
  sandbox.createPod(POD);
  sandbox.createPod(OTHER);
  const dispose = sandbox[Symbol.dispose].bind(sandbox);
  sandbox[Symbol.dispose] = () => {
    dispose();
    Deno.mkdirSync("/var/lib/cni/sriov", { recursive: true });
    Deno.removeSync("/var/lib/cni/sriov", { recursive: true });
  };
  return sandbox;
}

/** Returns a link of the namespace at `path`. */
export function linkIn(path: string, name: string): Link | undefined {
  using netns = Netns.open(path);
  using rt = Rtnetlink.open({ netns });
  return findLink(rt, name);
}

/** Returns whether a broadcast frame from `source` sent on a pod's net1 arrives at the other pod's. */
export async function arrives(
  { fabric }: Sandbox,
  source?: string,
  [from, to] = [POD, OTHER],
): Promise<boolean> {
  await portsForward(fabric);
  using senderNetns = Netns.open(from);
  using receiverNetns = Netns.open(to);
  const [sender, receiver] = [linkIn(from, "net1"), linkIn(to, "net1")];
  assert.ok(sender && receiver);
  using rt = Rtnetlink.open({ netns: senderNetns });
  await untilOperational(rt, sender.index);
  using out = PacketSocket.open({ netns: senderNetns, index: sender.index, protocol: PROTOCOL });
  using ear = PacketSocket.open({
    netns: receiverNetns,
    index: receiver.index,
    protocol: PROTOCOL,
  });
  out.send(frameOf(source ?? sender.address, PROTOCOL));
  return ear.receive(200) !== undefined;
}

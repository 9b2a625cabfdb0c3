/** For tests with traffic: a container whose links lead to a switch. */

import { FakePlugin } from "../cni/testing.ts";
import { addAddress, createLink, getLink, setLink } from "../netlink/mod.ts";
import type { World } from "./testing.ts";

/** Returns an IPAM plugin that gives `address`, with its prefix length, and does nothing else. */
export function giving(address: string): FakePlugin {
  return new FakePlugin().reply("ADD", {
    stdout: { cniVersion: "1.1.0", ips: [{ address }] },
  });
}

/** Makes links net1 and net2 in the container of `world`, and the bridge in that of `fabric` that they lead to. */
export function switched(world: World, fabric: World): void {
  for (const i of [1, 2]) world.veth(`net${i}`, `port${i}`, { netns: fabric.netns });
  createLink(fabric.container, { name: "br0", kind: "bridge" });
  const { index: master } = getLink(fabric.container, "br0");
  for (const i of [1, 2]) {
    const { index } = getLink(fabric.container, `port${i}`);
    setLink(fabric.container, index, { master });
    setLink(fabric.container, index, { up: true });
  }
  addAddress(fabric.container, master, "192.0.2.1/24");
  setLink(fabric.container, master, { up: true });
}

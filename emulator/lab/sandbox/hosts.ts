/** Hosts on the fabric: machines beside the node, for pods to talk to. */

import {
  addAddress,
  createLink,
  createNetns,
  getLink,
  Netns,
  Rtnetlink,
  setLink,
} from "../../../netlink/mod.ts";
import type { NodeModel } from "../../input/model.ts";
import { hostNetnsPath } from "./places.ts";
import { FABRIC_MTU, hostPort, switchBridgeNamed } from "./wiring.ts";

/** The name of a host's link, in the host. */
export const HOST_LINK = "eth0";

/** Makes the hosts of the node's fabric, each in a namespace of its own, plugged into its switch. */
export function buildHosts(fabric: Rtnetlink, node: NodeModel): void {
  node.hosts.forEach((host, number) => {
    const path = hostNetnsPath(host.name);
    createNetns(path);
    using netns = Netns.open(path);
    createLink(fabric, {
      name: hostPort(number),
      kind: "veth",
      up: true,
      mtu: FABRIC_MTU,
      master: getLink(fabric, switchBridgeNamed(node, host.switch)).index,
      veth: { peer: { name: HOST_LINK, address: host.mac, mtu: FABRIC_MTU, netns } },
    });
    using rt = Rtnetlink.open({ netns });
    setLink(rt, getLink(rt, "lo").index, { up: true });
    const { index } = getLink(rt, HOST_LINK);
    // Duplicate detection would keep an address from being used for its first second.
    for (const cidr of host.addresses) addAddress(rt, index, cidr, { noDad: true });
    setLink(rt, index, { up: true });
  });
}

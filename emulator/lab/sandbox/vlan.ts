/** VLANs of virtual functions, which their physical function puts on and takes off. */

import { createLink, findLink, getLink, type Rtnetlink } from "../../../netlink/mod.ts";
import { FABRIC_MTU } from "./wiring.ts";

/** The EtherTypes of tags (linux/if_ether.h). */
const PROTOCOLS = { "802.1q": 0x8100, "802.1ad": 0x88a8 } as const;

/** A VLAN; its number is 0 for none. */
export interface Vlan {
  vlan: number;
  vlanProto: keyof typeof PROTOCOLS;
}

/**
 * Returns the index of the bridge whose ports are in a VLAN of the embedded switch `bridge`: itself
 * for none, else a bridge of its own, made if need be, on a VLAN device of the embedded switch.
 * Filtering in the embedded switch would cost every other port its tagged frames.
 */
export function vlanBridge(rt: Rtnetlink, bridge: string, { vlan, vlanProto }: Vlan): number {
  const embedded = getLink(rt, bridge).index;
  if (vlan === 0) return embedded;
  const name = `${bridge}${vlanProto === "802.1ad" ? "ad" : "vlan"}${vlan}`;
  const known = findLink(rt, name);
  if (known) return known.index;
  createLink(rt, { name, kind: "bridge", up: true, mtu: FABRIC_MTU });
  const { index } = getLink(rt, name);
  createLink(rt, {
    name: `${name}tag`,
    kind: "vlan",
    up: true,
    parent: embedded,
    vlan: { id: vlan, protocol: PROTOCOLS[vlanProto] },
    master: index,
  });
  return index;
}

/** Ports of bridges: IFLA_BRPORT_* of linux/if_link.h. */
import { Writer } from "./attribute.ts";
import { type AttributeTable, attributeTable, boolean, u16, u32, u8 } from "./attribute_table.ts";
import { IFLA, RTM_SETLINK } from "./link_attributes.ts";
import { ifinfomsg } from "./ifinfomsg.ts";
import type { Rtnetlink } from "./socket.ts";

/** AF_BRIDGE: messages about a link as the port of a bridge. */
export const AF_BRIDGE = 7;

/** Properties of a bridge's port. */
export interface BridgePort {
  /**
   * 0 disabled, 1 listening, 2 learning, 3 forwarding, 4 blocking. Linux 6.1 keeps a port forwarding while
   * its bridge has no spanning tree protocol, whatever is asked for.
   */
  readonly state?: number;
  /** For the spanning tree protocol. */
  readonly cost?: number;
  /** Frames may leave by the port that they came in by. */
  readonly hairpin?: boolean;
  /** Spanning tree frames are dropped. */
  readonly guard?: boolean;
  /** Stations behind it are learnt. */
  readonly learning?: boolean;
  /** Frames to unknown stations leave by it; as the next two for multicast and broadcast. */
  readonly unicastFlood?: boolean;
  /** As `unicastFlood`, for multicast. */
  readonly multicastFlood?: boolean;
  /** As `unicastFlood`, for broadcast. */
  readonly broadcastFlood?: boolean;
  /**
   * Bits of the addresses 01:80:c2:00:00:0X whose frames are forwarded all the same; not X of 0 and 1.
   * 4 lets LACP through.
   */
  readonly groupForwardMask?: number;
  /** Frames between isolated ports are not forwarded. */
  readonly isolated?: boolean;
  /** Frames from stations without a forwarding entry on the port are dropped (Linux 5.18). */
  readonly locked?: boolean;
}

/** What can be changed of a bridge's port. */
export type BridgePortChange = BridgePort;

/** Every attribute that this package knows of a port. */
export const bridgePortTable: AttributeTable<BridgePort> = /* @__PURE__ */ attributeTable<
  BridgePort
>({
  state: [1, u8],
  cost: [3, u32],
  hairpin: [4, boolean],
  guard: [5, boolean],
  learning: [8, boolean],
  unicastFlood: [9, boolean],
  multicastFlood: [27, boolean],
  broadcastFlood: [30, boolean],
  groupForwardMask: [31, u16],
  isolated: [33, boolean],
  locked: [39, boolean],
});

/**
 * Changes a bridge's port. What it is now, `getLink` tells in `bridgePort`.
 *
 * @throws {NetlinkError} EOPNOTSUPP when the link is not a bridge's port
 */
export function setBridgePort(rt: Rtnetlink, index: number, change: BridgePortChange): void {
  const payload = new Writer()
    .raw(ifinfomsg({ family: AF_BRIDGE, index }))
    .nested(IFLA.PROTINFO, (port) => bridgePortTable.write(port, change))
    .finish();
  const names = Object.keys(change).join(", ");
  rt.request({
    operation: `set ${names} of bridge port ${index} (RTM_SETLINK)`,
    type: RTM_SETLINK,
    payload,
  });
}

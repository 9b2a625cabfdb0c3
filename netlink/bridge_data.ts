/** The data of bridges (IFLA_INFO_DATA of kind "bridge"): IFLA_BR_* of linux/if_link.h. */
import {
  type AttributeTable,
  attributeTable,
  boolean,
  u16,
  u16be,
  u32,
} from "./attribute_table.ts";

/** A bridge's options. */
export interface BridgeData {
  /** 1/100 s */
  readonly forwardDelay?: number;
  /** 1/100 s; how long a station stays known that is not heard. */
  readonly ageingTime?: number;
  /** The spanning tree protocol: 0 off, 1 the kernel's, 2 a daemon's. */
  readonly stpState?: number;
  /** Frames are forwarded by their VLAN. */
  readonly vlanFiltering?: boolean;
  /** EtherType of the tags: 0x8100 or 0x88a8. */
  readonly vlanProtocol?: number;
  /** The VLAN that new ports get; 0 for none. */
  readonly vlanDefaultPvid?: number;
  /** Bits of the addresses 01:80:c2:00:00:0X that are forwarded all the same; not X of 0 to 2. */
  readonly groupForwardMask?: number;
  /** Multicast goes only to ports that asked for it. */
  readonly multicastSnooping?: boolean;
}

/** Every attribute that this package knows of a bridge. */
export const bridgeTable: AttributeTable<BridgeData> = /* @__PURE__ */ attributeTable<BridgeData>({
  forwardDelay: [1, u32],
  ageingTime: [4, u32],
  stpState: [5, u32],
  vlanFiltering: [7, boolean],
  vlanProtocol: [8, u16be],
  groupForwardMask: [9, u16],
  multicastSnooping: [23, boolean],
  vlanDefaultPvid: [39, u16],
});

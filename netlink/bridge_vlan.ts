/** VLANs of bridges' ports (linux/if_bridge.h, struct bridge_vlan_info). */
import { type Attribute, Attributes, fitting, Writer } from "./attribute.ts";
import { AF_BRIDGE } from "./bridge_port.ts";
import { DecodeError } from "./errors.ts";
import {
  IFINFOMSG,
  IFLA,
  RTM_DELLINK,
  RTM_GETLINK,
  RTM_NEWLINK,
  RTM_SETLINK,
} from "./link_attributes.ts";
import { ifinfomsg } from "./ifinfomsg.ts";
import type { Message } from "./message.ts";
import type { Rtnetlink } from "./socket.ts";

const IFLA_BRIDGE_FLAGS = 0;
const IFLA_BRIDGE_VLAN_INFO = 2;
const BRIDGE_FLAGS_SELF = 2;
const BRIDGE_VLAN_INFO_PVID = 2;
const BRIDGE_VLAN_INFO_UNTAGGED = 4;
const RTEXT_FILTER_BRVLAN = 2;

/** A VLAN on a bridge's port. */
export interface BridgeVlan {
  /** 1 to 4094. */
  readonly id: number;
  /** Frames that come in untagged belong to it. */
  readonly pvid?: boolean;
  /** Its frames leave untagged. */
  readonly untagged?: boolean;
}

/**
 * Lets frames of a VLAN through a port. The bridge must filter by VLAN. With `self` the link is the bridge,
 * whose own traffic is meant.
 *
 * @throws {NetlinkError}
 */
export function addBridgeVlan(
  rt: Rtnetlink,
  index: number,
  vlan: BridgeVlan,
  options: { readonly self?: boolean } = {},
): void {
  changeVlan(rt, RTM_SETLINK, index, vlan, options.self);
}

/**
 * Takes a VLAN off a port, or with `self` off the bridge itself.
 *
 * @throws {NetlinkError}
 */
export function deleteBridgeVlan(
  rt: Rtnetlink,
  index: number,
  id: number,
  options: { readonly self?: boolean } = {},
): void {
  changeVlan(rt, RTM_DELLINK, index, { id }, options.self);
}

function changeVlan(
  rt: Rtnetlink,
  type: number,
  index: number,
  { id, pvid = false, untagged = false }: BridgeVlan,
  self = false,
): void {
  const flags = (pvid ? BRIDGE_VLAN_INFO_PVID : 0) | (untagged ? BRIDGE_VLAN_INFO_UNTAGGED : 0);
  const info = new Uint8Array(
    new Uint16Array([flags, fitting("the id of a VLAN", "u16", id)]).buffer,
  );
  const payload = new Writer()
    .raw(ifinfomsg({ family: AF_BRIDGE, index }))
    .nested(IFLA.AF_SPEC, (spec) => {
      if (self) spec.u16(IFLA_BRIDGE_FLAGS, BRIDGE_FLAGS_SELF);
      spec.bytes(IFLA_BRIDGE_VLAN_INFO, info);
    })
    .finish();
  const verb = type === RTM_DELLINK ? "remove" : "add";
  const what = self ? "bridge" : "bridge port";
  rt.request({ operation: `${verb} VLAN ${id} of ${what} ${index}`, type, payload });
}

/** The VLANs of every bridge and bridge's port of the namespace, by index of the link. */
export function listBridgeVlans(rt: Rtnetlink): Map<number, BridgeVlan[]> {
  const payload = new Writer()
    .raw(ifinfomsg({ family: AF_BRIDGE }))
    .u32(IFLA.EXT_MASK, RTEXT_FILTER_BRVLAN)
    .finish();
  const messages = rt.dump({ operation: "list bridge VLANs", type: RTM_GETLINK, payload });
  return new Map(messages.filter(({ type }) => type === RTM_NEWLINK).map(decodePort));
}

function decodePort({ payload }: Message): [index: number, vlans: BridgeVlan[]] {
  if (payload.length < IFINFOMSG) throw new DecodeError(`a link of ${payload.length} octets`);
  const view = new DataView(payload.buffer, payload.byteOffset, IFINFOMSG);
  const spec = new Attributes(payload.subarray(IFINFOMSG)).get(IFLA.AF_SPEC)?.nested ?? [];
  const infos = Array.from(spec).filter(({ type }) => type === IFLA_BRIDGE_VLAN_INFO);
  return [view.getInt32(4, true), infos.map(decodeInfo)];
}

/** struct bridge_vlan_info: flags and id, 16 bits each. */
function decodeInfo({ u32 }: Attribute): BridgeVlan {
  return {
    id: u32 >>> 16,
    pvid: (u32 & BRIDGE_VLAN_INFO_PVID) !== 0,
    untagged: (u32 & BRIDGE_VLAN_INFO_UNTAGGED) !== 0,
  };
}

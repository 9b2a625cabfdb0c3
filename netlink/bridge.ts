/** Ports, VLANs and forwarding entries of bridges (linux/if_bridge.h, linux/if_link.h, linux/neighbour.h). */
import { Attributes, Writer } from "./attribute.ts";
import { defined } from "./defined.ts";
import { DecodeError } from "./errors.ts";
import { IFLA, RTM_DELLINK, RTM_GETLINK, RTM_NEWLINK, RTM_SETLINK } from "./link_attributes.ts";
import { ifinfomsg } from "./link_encode.ts";
import { NLM_F_CREATE, NLM_F_REPLACE } from "./message.ts";
import type { Rtnetlink } from "./socket.ts";

const AF_BRIDGE = 7;
const IFLA_BRIDGE_VLAN_INFO = 2;
const RTEXT_FILTER_BRVLAN = 2;
const BRIDGE_VLAN_INFO_PVID = 2;
const BRIDGE_VLAN_INFO_UNTAGGED = 4;
const IFLA_BRPORT = {
  STATE: 1,
  MODE: 4,
  GUARD: 5,
  FAST_LEAVE: 7,
  LEARNING: 8,
  UNICAST_FLOOD: 9,
  ISOLATED: 33,
  LOCKED: 39,
} as const;
const RTM_NEWNEIGH = 28;
const RTM_DELNEIGH = 29;
const RTM_GETNEIGH = 30;
const NDMSG = 12;
const NDA_LLADDR = 2;
const NDA_VLAN = 5;
const NDA_MASTER = 9;
const NUD_PERMANENT = 0x80;
const NUD_NOARP = 0x40;
const NTF_MASTER = 0x04;

/** Properties of a bridge's port. */
export interface BridgePortChange {
  readonly learning?: boolean;
  /** Frames between isolated ports are not forwarded. */
  readonly isolated?: boolean;
  /** Frames from stations without a forwarding entry on the port are dropped (Linux 5.18). */
  readonly locked?: boolean;
  readonly unicastFlood?: boolean;
  /** 0 disabled, 1 listening, 2 learning, 3 forwarding, 4 blocking. */
  readonly state?: number;
  readonly hairpin?: boolean;
}

/**
 * Changes a bridge's port.
 *
 * @throws {NetlinkError} EOPNOTSUPP when the link is not a bridge's port
 */
export function setBridgePort(rt: Rtnetlink, index: number, change: BridgePortChange): void {
  const payload = new Writer()
    .raw(ifinfomsg({ family: AF_BRIDGE, index }))
    .nested(IFLA.PROTINFO, (port) => {
      const { state, learning, isolated, locked, unicastFlood, hairpin } = change;
      if (state !== undefined) port.u8(IFLA_BRPORT.STATE, state);
      if (hairpin !== undefined) port.u8(IFLA_BRPORT.MODE, Number(hairpin));
      if (learning !== undefined) port.u8(IFLA_BRPORT.LEARNING, Number(learning));
      if (unicastFlood !== undefined) port.u8(IFLA_BRPORT.UNICAST_FLOOD, Number(unicastFlood));
      if (isolated !== undefined) port.u8(IFLA_BRPORT.ISOLATED, Number(isolated));
      if (locked !== undefined) port.u8(IFLA_BRPORT.LOCKED, Number(locked));
    })
    .finish();
  rt.request({
    operation: `set ${Object.keys(change).join(", ")} of bridge port ${index} (RTM_SETLINK)`,
    type: RTM_SETLINK,
    payload,
  });
}

/** A VLAN on a bridge's port. */
export interface BridgeVlan {
  readonly id: number;
  /** Frames that come in untagged belong to it. */
  readonly pvid?: boolean;
  /** Its frames leave untagged. */
  readonly untagged?: boolean;
}

/** Lets frames of a VLAN through a port. The bridge must filter by VLAN. */
export function addBridgeVlan(rt: Rtnetlink, index: number, vlan: BridgeVlan): void {
  changeVlan(rt, RTM_SETLINK, index, vlan);
}

/** Takes a VLAN off a port. */
export function deleteBridgeVlan(rt: Rtnetlink, index: number, id: number): void {
  changeVlan(rt, RTM_DELLINK, index, { id });
}

function changeVlan(rt: Rtnetlink, type: number, index: number, vlan: BridgeVlan): void {
  const flags = (vlan.pvid ? BRIDGE_VLAN_INFO_PVID : 0) |
    (vlan.untagged ? BRIDGE_VLAN_INFO_UNTAGGED : 0);
  const info = new Uint8Array(new Uint16Array([flags, vlan.id]).buffer);
  const payload = new Writer()
    .raw(ifinfomsg({ family: AF_BRIDGE, index }))
    .nested(IFLA.AF_SPEC, (spec) => spec.bytes(IFLA_BRIDGE_VLAN_INFO, info))
    .finish();
  const verb = type === RTM_DELLINK ? "remove" : "add";
  rt.request({ operation: `${verb} VLAN ${vlan.id} of bridge port ${index}`, type, payload });
}

/** The VLANs of every bridge port of the namespace, by index of the link. */
export function listBridgeVlans(rt: Rtnetlink): Map<number, BridgeVlan[]> {
  const payload = new Writer()
    .raw(ifinfomsg({ family: AF_BRIDGE }))
    .u32(IFLA.EXT_MASK, RTEXT_FILTER_BRVLAN)
    .finish();
  const messages = rt.dump({ operation: "list bridge VLANs", type: RTM_GETLINK, payload });
  return new Map(
    messages.filter(({ type }) => type === RTM_NEWLINK).map(({ payload }) => {
      const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
      const spec = new Attributes(payload.subarray(16)).get(IFLA.AF_SPEC)?.nested ?? [];
      const vlans = Array.from(spec).filter(({ type }) => type === IFLA_BRIDGE_VLAN_INFO).map(
        ({ bytes }) => {
          const info = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
          const flags = info.getUint16(0, true);
          return {
            id: info.getUint16(2, true),
            pvid: (flags & BRIDGE_VLAN_INFO_PVID) !== 0,
            untagged: (flags & BRIDGE_VLAN_INFO_UNTAGGED) !== 0,
          };
        },
      );
      return [view.getInt32(4, true), vlans];
    }),
  );
}

/** An entry of a bridge's forwarding database. */
export interface FdbEntry {
  /** Index of the port behind which the station is. */
  readonly index: number;
  readonly address: string;
  readonly vlan?: number;
  /** Index of the bridge. */
  readonly master?: number;
  /** The bridge's own address or one put there by hand, not learnt. */
  readonly permanent: boolean;
}

/** The forwarding entries of all bridges of the namespace. */
export function listFdb(rt: Rtnetlink): FdbEntry[] {
  const payload = ndmsg(0, 0, 0);
  return rt.dump({
    operation: "list forwarding entries (RTM_GETNEIGH)",
    type: RTM_GETNEIGH,
    payload,
  })
    .filter(({ type }) => type === RTM_NEWNEIGH)
    .map(({ payload }) => {
      if (payload.length < NDMSG) throw new DecodeError(`a neighbour of ${payload.length} octets`);
      const view = new DataView(payload.buffer, payload.byteOffset, NDMSG);
      const attributes = new Attributes(payload.subarray(NDMSG));
      return {
        index: view.getInt32(4, true),
        address: attributes.get(NDA_LLADDR)?.hardwareAddress ?? "",
        permanent: (view.getUint16(8, true) & NUD_PERMANENT) !== 0,
        ...defined({
          vlan: attributes.get(NDA_VLAN)?.u16,
          master: attributes.get(NDA_MASTER)?.u32,
        }),
      };
    });
}

/** Puts a station behind a port for good: an entry that is not learnt and does not age. */
export function addFdbEntry(rt: Rtnetlink, index: number, address: string): void {
  rt.request({
    operation: `add forwarding entry ${address} of bridge port ${index}`,
    type: RTM_NEWNEIGH,
    flags: NLM_F_CREATE | NLM_F_REPLACE,
    payload: new Writer().raw(ndmsg(index, NUD_NOARP, NTF_MASTER))
      .hardwareAddress(NDA_LLADDR, address).finish(),
  });
}

/** Removes a forwarding entry. */
export function deleteFdbEntry(rt: Rtnetlink, index: number, address: string): void {
  rt.request({
    operation: `remove forwarding entry ${address} of bridge port ${index}`,
    type: RTM_DELNEIGH,
    payload: new Writer().raw(ndmsg(index, 0, NTF_MASTER))
      .hardwareAddress(NDA_LLADDR, address).finish(),
  });
}

/** struct ndmsg: family, padding, index, state, flags, type. */
function ndmsg(index: number, state: number, flags: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(NDMSG);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, AF_BRIDGE);
  view.setInt32(4, index, true);
  view.setUint16(8, state, true);
  view.setUint8(10, flags);
  return bytes;
}

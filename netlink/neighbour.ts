/** Neighbours: the stations behind a link, and those behind a bridge's ports (linux/neighbour.h). */
import { AF_INET, AF_INET6, familyNumber } from "./address.ts";
import { type Attribute, Attributes, Writer } from "./attribute.ts";
import { AF_BRIDGE } from "./bridge_port.ts";
import { defined } from "./defined.ts";
import { DecodeError } from "./errors.ts";
import { parseAddress } from "./ip.ts";
import { NLM_F_CREATE, NLM_F_REPLACE } from "./message.ts";
import type { Rtnetlink } from "./socket.ts";

const RTM_NEWNEIGH = 28;
const RTM_DELNEIGH = 29;
const RTM_GETNEIGH = 30;
const NDMSG = 12;
const NDA = { DST: 1, LLADDR: 2, VLAN: 5, IFINDEX: 8, MASTER: 9 } as const;
/** Of a station that need not be found. */
export const NUD_NOARP = 0x40;
/** Of a station that somebody noted for good. */
export const NUD_PERMANENT = 0x80;
const NTF_MASTER = 0x04;
const NTF_PROXY = 0x08;
const NTF_ROUTER = 0x80;

/** An entry of the ARP or the neighbour discovery table. */
export interface Neighbour {
  /** Index of the link. */
  readonly index: number;
  /** Version of IP. */
  readonly family: 4 | 6;
  /** IP address. */
  readonly address: string;
  /** Its hardware address; "" while it is not known. */
  readonly linkAddress: string;
  /** NUD_…: 1 incomplete, 2 reachable, 4 stale, 8 delay, 16 probe, 32 failed, 64 no ARP, 128 permanent. */
  readonly state: number;
  /** It says that it is a router. */
  readonly router: boolean;
}

/** Which neighbours to list; all that is given must fit. */
export interface NeighbourFilter {
  /** Index of the link. */
  readonly index?: number;
  /** IPv4 or IPv6; both if not given. */
  readonly family?: 4 | 6;
  /** Those for which this machine answers, instead of those that it has found. */
  readonly proxy?: boolean;
}

/** The neighbours of the namespace, or those that fit the filter. The kernel looks at one link only. */
export function listNeighbours(rt: Rtnetlink, filter: NeighbourFilter = {}): Neighbour[] {
  const family = filter.family === undefined ? 0 : familyNumber(filter.family);
  const writer = new Writer().raw(ndmsg(family, 0, 0, filter.proxy ? NTF_PROXY : 0));
  if (filter.index !== undefined) writer.u32(NDA.IFINDEX, filter.index);
  return dump(rt, "list neighbours", writer.finish())
    .map(decodeNeighbour)
    .filter((neighbour) => neighbour !== undefined)
    .filter(({ index }) => filter.index === undefined || index === filter.index);
}

/**
 * Puts a neighbour on the link for good: an entry that is not found out and does not age.
 *
 * @throws {TypeError} when an address does not parse
 */
export function addNeighbour(
  rt: Rtnetlink,
  index: number,
  { address, linkAddress }: Pick<Neighbour, "address" | "linkAddress">,
): void {
  const { family, bytes } = parseAddress(address);
  rt.request({
    operation: `add neighbour ${address} of link ${index} (RTM_NEWNEIGH)`,
    type: RTM_NEWNEIGH,
    flags: NLM_F_CREATE | NLM_F_REPLACE,
    payload: new Writer().raw(ndmsg(familyNumber(family), index, NUD_PERMANENT, 0))
      .bytes(NDA.DST, bytes).hardwareAddress(NDA.LLADDR, linkAddress).finish(),
  });
}

/** An entry of a bridge's forwarding database. */
export interface FdbEntry {
  /** Index of the port behind which the station is. */
  readonly index: number;
  /** Hardware address of the station. */
  readonly address: string;
  /** VLAN in which it is there. */
  readonly vlan?: number;
  /** Index of the bridge. */
  readonly master?: number;
  /** The bridge's own address or one put there by hand, not learnt. */
  readonly permanent: boolean;
}

/** The forwarding entries of all bridges of the namespace. */
export function listFdb(rt: Rtnetlink): FdbEntry[] {
  return dump(rt, "list forwarding entries", ndmsg(AF_BRIDGE, 0, 0, 0)).map((payload) => {
    const { index, state, attributes } = open(payload);
    return {
      index,
      address: attributes.get(NDA.LLADDR)?.hardwareAddress ?? "",
      permanent: (state & NUD_PERMANENT) !== 0,
      ...defined({
        vlan: attributes.get(NDA.VLAN)?.u16,
        master: attributes.get(NDA.MASTER)?.u32,
      }),
    };
  });
}

/** Puts a station behind a port for good: an entry that is not learnt and does not age. */
export function addFdbEntry(rt: Rtnetlink, index: number, address: string): void {
  rt.request({
    operation: `add forwarding entry ${address} of bridge port ${index} (RTM_NEWNEIGH)`,
    type: RTM_NEWNEIGH,
    flags: NLM_F_CREATE | NLM_F_REPLACE,
    payload: new Writer().raw(ndmsg(AF_BRIDGE, index, NUD_NOARP, NTF_MASTER))
      .hardwareAddress(NDA.LLADDR, address).finish(),
  });
}

/**
 * Removes a forwarding entry.
 *
 * @throws {NetlinkError} ENOENT when there is none
 */
export function deleteFdbEntry(rt: Rtnetlink, index: number, address: string): void {
  rt.request({
    operation: `remove forwarding entry ${address} of bridge port ${index} (RTM_DELNEIGH)`,
    type: RTM_DELNEIGH,
    payload: new Writer().raw(ndmsg(AF_BRIDGE, index, 0, NTF_MASTER))
      .hardwareAddress(NDA.LLADDR, address).finish(),
  });
}

function dump(rt: Rtnetlink, what: string, payload: Uint8Array): Uint8Array[] {
  const operation = `${what} (RTM_GETNEIGH)`;
  return rt.dump({ operation, type: RTM_GETNEIGH, payload })
    .filter(({ type }) => type === RTM_NEWNEIGH)
    .map(({ payload }) => payload);
}

/** Reads an RTM_NEWNEIGH message; undefined for families other than IP. */
export function decodeNeighbour(payload: Uint8Array): Neighbour | undefined {
  const { family, index, state, flags, attributes } = open(payload);
  if (family !== AF_INET && family !== AF_INET6) return undefined;
  return {
    index,
    family: family === AF_INET ? 4 : 6,
    address: text(attributes.get(NDA.DST)),
    linkAddress: attributes.get(NDA.LLADDR)?.hardwareAddress ?? "",
    state,
    router: (flags & NTF_ROUTER) !== 0,
  };
}

function text(attribute: Attribute | undefined): string {
  return attribute?.ipAddress ?? "";
}

/** struct ndmsg: family, padding, index, state, flags, type. */
function ndmsg(
  family: number,
  index: number,
  state: number,
  flags: number,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(NDMSG);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, family);
  view.setInt32(4, index, true);
  view.setUint16(8, state, true);
  view.setUint8(10, flags);
  return bytes;
}

function open(payload: Uint8Array) {
  if (payload.length < NDMSG) throw new DecodeError(`a neighbour of ${payload.length} octets`);
  const view = new DataView(payload.buffer, payload.byteOffset, NDMSG);
  return {
    family: view.getUint8(0),
    index: view.getInt32(4, true),
    state: view.getUint16(8, true),
    flags: view.getUint8(10),
    attributes: new Attributes(payload.subarray(NDMSG)),
  };
}

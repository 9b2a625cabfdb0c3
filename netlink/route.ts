/** Routes (linux/rtnetlink.h). */
import { familyNumber } from "./address.ts";
import { type Attribute, Attributes, Writer } from "./attribute.ts";
import { defined } from "./defined.ts";
import { DecodeError } from "./errors.ts";
import { formatAddress, masked, parseAddress, parseCidr } from "./ip.ts";
import { NLM_F_APPEND, NLM_F_CREATE, NLM_F_EXCL } from "./message.ts";
import type { Rtnetlink } from "./socket.ts";

const RTM_NEWROUTE = 24;
const RTM_DELROUTE = 25;
const RTM_GETROUTE = 26;
const RTMSG = 12;
const RTNEXTHOP = 8;
const RTA = {
  DST: 1,
  OIF: 4,
  GATEWAY: 5,
  PRIORITY: 6,
  PREFSRC: 7,
  METRICS: 8,
  MULTIPATH: 9,
  TABLE: 15,
} as const;
const RTAX_MTU = 2;
const RTAX_ADVMSS = 8;
const RTNH_F_ONLINK = 4;
const RTM_F_CLONED = 0x200;
const AF_INET6 = 10;

/** The main routing table. */
export const RT_TABLE_MAIN = 254;
/** A route of a program (RTPROT_BOOT), as `ip route add` makes them. */
const RTPROT_BOOT = 3;
const RTN_UNICAST = 1;
/** In a removal: whatever its scope. */
const RT_SCOPE_NOWHERE = 255;

/** A route as the kernel describes it. */
export interface Route {
  readonly family: 4 | 6;
  /** CIDR; "0.0.0.0/0" and "::/0" are default routes. */
  readonly destination: string;
  readonly gateway?: string;
  /** Index of the link that it leaves by. */
  readonly outputIndex?: number;
  /** The metric. */
  readonly priority?: number;
  readonly table: number;
  /** RT_SCOPE_…: 0 universe, 253 link, 254 host. */
  readonly scope: number;
  /** RTPROT_…: 2 kernel, 3 boot, 4 static. */
  readonly protocol: number;
  /** RTN_…: 1 unicast, 2 local, 3 broadcast. */
  readonly type: number;
  /** octets */
  readonly mtu?: number;
  /** octets */
  readonly advmss?: number;
  /** Preferred source address. */
  readonly source?: string;
  /** The ways of a multipath route. */
  readonly nextHops?: readonly { readonly outputIndex: number; readonly gateway?: string }[];
}

/** A route to add or to remove. */
export interface RouteSpec {
  /** CIDR without host bits. */
  readonly destination: string;
  readonly gateway?: string;
  readonly outputIndex?: number;
  readonly priority?: number;
  /** 254, the main table, if not given. */
  readonly table?: number;
  /** If not given: 0, universe, to add; any to remove. */
  readonly scope?: number;
  readonly mtu?: number;
  readonly advmss?: number;
  readonly source?: string;
  /** Take the gateway as a neighbour on the link, whatever the addresses say. */
  readonly onLink?: boolean;
  /** Add an IPv4 route although the destination has one of its metric: it goes before that one. */
  readonly alongside?: boolean;
}

/** The routes of the namespace, or those of one table, family or link; without those in caches. */
export function listRoutes(
  rt: Rtnetlink,
  filter: { family?: 4 | 6; table?: number; outputIndex?: number } = {},
): Route[] {
  const family = filter.family === undefined ? 0 : familyNumber(filter.family);
  const payload = rtmsg({ family });
  return rt.dump({ operation: "list routes (RTM_GETROUTE)", type: RTM_GETROUTE, payload })
    .filter(({ type }) => type === RTM_NEWROUTE)
    .map((message) => decodeRoute(message.payload))
    .filter((route) => route !== undefined)
    .filter((route) =>
      (filter.table === undefined || route.table === filter.table) &&
      (filter.outputIndex === undefined || route.outputIndex === filter.outputIndex)
    );
}

/**
 * Adds a route. An IPv6 destination that has a route gets one more next hop.
 *
 * @throws {NetlinkError} EEXIST for an IPv4 route that is there, ENETUNREACH for a gateway out of reach
 * @throws {TypeError} when an address does not parse
 */
export function addRoute(rt: Rtnetlink, route: RouteSpec): void {
  const ipv6 = route.destination.includes(":");
  rt.request({
    operation: `add route ${describe(route)} (RTM_NEWROUTE)`,
    type: RTM_NEWROUTE,
    flags: NLM_F_CREATE | (ipv6 ? NLM_F_APPEND : route.alongside ? 0 : NLM_F_EXCL),
    payload: encodeRoute(route, 0),
  });
}

/**
 * Removes the route that fits all that is given.
 *
 * @throws {NetlinkError} ESRCH when there is none
 * @throws {TypeError} when an address does not parse
 */
export function deleteRoute(rt: Rtnetlink, route: RouteSpec): void {
  rt.request({
    operation: `remove route ${describe(route)} (RTM_DELROUTE)`,
    type: RTM_DELROUTE,
    payload: encodeRoute(route, RT_SCOPE_NOWHERE),
  });
}

function encodeRoute(route: RouteSpec, defaultScope: number): Uint8Array<ArrayBuffer> {
  const { family, bytes, prefixLength } = parseCidr(route.destination);
  const table = route.table ?? RT_TABLE_MAIN;
  const writer = new Writer().raw(rtmsg({
    family: familyNumber(family),
    prefixLength,
    table: table < 256 ? table : 0,
    protocol: RTPROT_BOOT,
    scope: route.scope ?? defaultScope,
    type: RTN_UNICAST,
    flags: route.onLink ? RTNH_F_ONLINK : 0,
  }));
  if (prefixLength > 0) writer.bytes(RTA.DST, masked(bytes, prefixLength));
  if (table >= 256) writer.u32(RTA.TABLE, table);
  if (route.outputIndex !== undefined) writer.u32(RTA.OIF, route.outputIndex);
  if (route.gateway !== undefined) writer.bytes(RTA.GATEWAY, parseAddress(route.gateway).bytes);
  if (route.source !== undefined) writer.bytes(RTA.PREFSRC, parseAddress(route.source).bytes);
  if (route.priority !== undefined) writer.u32(RTA.PRIORITY, route.priority);
  const { mtu, advmss } = route;
  if (mtu !== undefined || advmss !== undefined) {
    writer.nested(RTA.METRICS, (metrics) => {
      if (mtu !== undefined) metrics.u32(RTAX_MTU, mtu);
      if (advmss !== undefined) metrics.u32(RTAX_ADVMSS, advmss);
    });
  }
  return writer.finish();
}

/** Reads the payload of an RTM_NEWROUTE message; undefined for cached routes and other families. */
export function decodeRoute(payload: Uint8Array): Route | undefined {
  if (payload.length < RTMSG) throw new DecodeError(`a route of ${payload.length} octets`);
  const view = new DataView(payload.buffer, payload.byteOffset, RTMSG);
  const number = view.getUint8(0);
  const family = number === AF_INET6 ? 6 : 4;
  if (number !== familyNumber(family) || view.getUint32(8, true) & RTM_F_CLONED) return undefined;
  const attributes = new Attributes(payload.subarray(RTMSG));
  const metrics = attributes.get(RTA.METRICS)?.nested;
  const destination = attributes.get(RTA.DST)?.bytes ?? new Uint8Array(family === 4 ? 4 : 16);
  const nextHops = hopsOf(attributes.get(RTA.MULTIPATH));
  return {
    family,
    destination: `${formatAddress(destination)}/${view.getUint8(1)}`,
    table: attributes.get(RTA.TABLE)?.u32 ?? view.getUint8(4),
    protocol: view.getUint8(5),
    scope: view.getUint8(6),
    type: view.getUint8(7),
    ...defined({
      gateway: text(attributes.get(RTA.GATEWAY)) ?? nextHops?.[0]?.gateway,
      outputIndex: attributes.get(RTA.OIF)?.u32 ?? nextHops?.[0]?.outputIndex,
      priority: attributes.get(RTA.PRIORITY)?.u32,
      source: text(attributes.get(RTA.PREFSRC)),
      mtu: metrics?.get(RTAX_MTU)?.u32,
      advmss: metrics?.get(RTAX_ADVMSS)?.u32,
      nextHops,
    }),
  };
}

/** struct rtnexthop (length, flags, hops, index) and its attributes, one after another. */
function hopsOf(multipath: Attribute | undefined): Route["nextHops"] {
  if (multipath === undefined) return undefined;
  const { bytes } = multipath;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const hops = [];
  for (let offset = 0; offset + RTNEXTHOP <= bytes.length;) {
    const length = view.getUint16(offset, true);
    if (length < RTNEXTHOP || offset + length > bytes.length) {
      throw new DecodeError(`a next hop of ${length} octets`);
    }
    const attributes = new Attributes(bytes.subarray(offset + RTNEXTHOP, offset + length));
    const gateway = text(attributes.get(RTA.GATEWAY));
    hops.push({ outputIndex: view.getInt32(offset + 4, true), ...defined({ gateway }) });
    offset += (length + 3) & ~3;
  }
  return hops;
}

function text(attribute: Attribute | undefined): string | undefined {
  return attribute === undefined ? undefined : formatAddress(attribute.bytes);
}

/** struct rtmsg: family, destination and source length, tos, table, protocol, scope, type, flags. */
function rtmsg(
  { family, prefixLength = 0, table = 0, protocol = 0, scope = 0, type = 0, flags = 0 }: {
    family: number;
    prefixLength?: number;
    table?: number;
    protocol?: number;
    scope?: number;
    type?: number;
    flags?: number;
  },
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(RTMSG);
  bytes.set([family, prefixLength, 0, 0, table, protocol, scope, type]);
  new DataView(bytes.buffer).setUint32(8, flags, true);
  return bytes;
}

function describe({ destination, gateway, outputIndex, table }: RouteSpec): string {
  return [
    destination,
    gateway === undefined ? "" : ` via ${gateway}`,
    outputIndex === undefined ? "" : ` dev ${outputIndex}`,
    table === undefined ? "" : ` table ${table}`,
  ].join("");
}

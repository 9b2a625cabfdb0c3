/** Route messages (linux/rtnetlink.h). */
import { AF_INET6, familyNumber } from "./address.ts";
import { align, type Attribute, Attributes, fitting, ipAddressIn, Writer } from "./attribute.ts";
import { defined } from "./defined.ts";
import { DecodeError } from "./errors.ts";
import { masked, parseAddress, parseCidr } from "./ip.ts";
import { type Route, type RouteFilter, type RouteSpec, RT_TABLE_MAIN } from "./route_types.ts";

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
  VIA: 18,
} as const;
const RTAX_MTU = 2;
const RTAX_ADVMSS = 8;
const RTNH_F_ONLINK = 4;
const RTM_F_CLONED = 0x200;

/** A route of a program (RTPROT_BOOT), as `ip route add` makes them. */
const RTPROT_BOOT = 3;
const RTN_UNICAST = 1;
const RT_SCOPE_UNIVERSE = 0;
/** In a removal: whatever its scope. */
const RT_SCOPE_NOWHERE = 255;

/** What a message says of a property that the specification leaves open. */
interface Defaults {
  readonly protocol: number;
  readonly scope: number;
  readonly type: number;
}

const TO_ADD: Defaults = { protocol: RTPROT_BOOT, scope: RT_SCOPE_UNIVERSE, type: RTN_UNICAST };
const TO_DELETE: Defaults = { protocol: 0, scope: RT_SCOPE_NOWHERE, type: 0 };

/** The payload that adds a route. */
export function encodeNewRoute(route: RouteSpec): Uint8Array<ArrayBuffer> {
  return encodeRoute(route, TO_ADD);
}

/** The payload that removes the route that fits. */
export function encodeOldRoute(route: RouteSpec): Uint8Array<ArrayBuffer> {
  return encodeRoute(route, TO_DELETE);
}

function encodeRoute(route: RouteSpec, defaults: Defaults): Uint8Array<ArrayBuffer> {
  const { family, bytes, prefixLength } = parseCidr(route.destination);
  const table = route.table ?? RT_TABLE_MAIN;
  const writer = new Writer().raw(rtmsg({
    family: familyNumber(family),
    prefixLength,
    table: table < 256 ? table : 0,
    protocol: route.protocol ?? defaults.protocol,
    scope: route.scope ?? defaults.scope,
    type: route.type ?? defaults.type,
    flags: route.onLink ? RTNH_F_ONLINK : 0,
  }));
  if (prefixLength > 0) writer.bytes(RTA.DST, masked(bytes, prefixLength));
  if (table >= 256) writer.u32(RTA.TABLE, table);
  if (route.outputIndex !== undefined) writer.u32(RTA.OIF, route.outputIndex);
  if (route.gateway !== undefined) writeGateway(writer, route.gateway, family);
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

/** A gateway of the other family comes with the family's number (struct rtvia). */
function writeGateway(writer: Writer, text: string, family: 4 | 6): void {
  const gateway = parseAddress(text);
  if (gateway.family === family) writer.bytes(RTA.GATEWAY, gateway.bytes);
  else writer.bytes(RTA.VIA, Uint8Array.of(familyNumber(gateway.family), 0, ...gateway.bytes));
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
  const destination = attributes.get(RTA.DST)?.ipAddress ?? (family === 4 ? "0.0.0.0" : "::");
  const nextHops = hopsOf(attributes.get(RTA.MULTIPATH));
  return {
    family,
    destination: `${destination}/${view.getUint8(1)}`,
    table: attributes.get(RTA.TABLE)?.u32 ?? view.getUint8(4),
    protocol: view.getUint8(5),
    scope: view.getUint8(6),
    type: view.getUint8(7),
    ...defined({
      gateway: gatewayOf(attributes) ?? nextHops?.[0]?.gateway,
      outputIndex: attributes.get(RTA.OIF)?.u32 ?? nextHops?.[0]?.outputIndex,
      priority: attributes.get(RTA.PRIORITY)?.u32,
      source: attributes.get(RTA.PREFSRC)?.ipAddress,
      mtu: metrics?.get(RTAX_MTU)?.u32,
      advmss: metrics?.get(RTAX_ADVMSS)?.u32,
      onLink: view.getUint32(8, true) & RTNH_F_ONLINK ? true : undefined,
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
    const gateway = gatewayOf(attributes);
    hops.push({ outputIndex: view.getInt32(offset + 4, true), ...defined({ gateway }) });
    offset += align(length);
  }
  return hops;
}

function gatewayOf(attributes: Attributes): string | undefined {
  const via = attributes.get(RTA.VIA);
  if (via === undefined) return attributes.get(RTA.GATEWAY)?.ipAddress;
  return ipAddressIn(via.type, via.bytes.subarray(2));
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
  const octet = (what: string, value: number) => fitting(`the ${what} of a route`, "u8", value);
  bytes.set([
    ...[family, prefixLength, 0, 0, octet("table", table)],
    ...[octet("protocol", protocol), octet("scope", scope), octet("type", type)],
  ]);
  new DataView(bytes.buffer).setUint32(8, flags, true);
  return bytes;
}

/** The payload that asks for routes. */
export function encodeRouteFilter(
  { family, table, outputIndex }: RouteFilter,
): Uint8Array<ArrayBuffer> {
  const writer = new Writer()
    .raw(rtmsg({ family: family === undefined ? 0 : familyNumber(family) }));
  if (table !== undefined) writer.u32(RTA.TABLE, table);
  if (outputIndex !== undefined) writer.u32(RTA.OIF, outputIndex);
  return writer.finish();
}

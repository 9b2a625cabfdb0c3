/** Routes (linux/rtnetlink.h). */
import { ENOENT } from "./errno.ts";
import { NetlinkError } from "./errors.ts";
import { type Message, NLM_F_APPEND, NLM_F_CREATE, NLM_F_EXCL } from "./message.ts";
import { decodeRoute, encodeNewRoute, encodeOldRoute, encodeRouteFilter } from "./route_codec.ts";
import type { Route, RouteFilter, RouteSpec } from "./route_types.ts";
import type { Rtnetlink } from "./socket.ts";

export const RTM_NEWROUTE = 24;
export const RTM_DELROUTE = 25;
const RTM_GETROUTE = 26;

/**
 * The routes of the namespace that fit the filter, without those in caches. The kernel filters, so the
 * cost is that of the routes that fit; an old one may not, hence the second look.
 *
 * @throws {NetlinkError} ENODEV when there is no link `outputIndex`
 */
export function listRoutes(rt: Rtnetlink, filter: RouteFilter = {}): Route[] {
  const { table, outputIndex } = filter;
  return dumpRoutes(rt, encodeRouteFilter(filter))
    .filter(({ type }) => type === RTM_NEWROUTE)
    .map((message) => decodeRoute(message.payload))
    .filter((route) => route !== undefined)
    .filter((route) =>
      (table === undefined || route.table === table) &&
      (outputIndex === undefined || leavesBy(route, outputIndex))
    );
}

/** How many routes of families other than IP leave by the link: labels (MPLS), multicast. */
export function countOtherRoutes(rt: Rtnetlink, outputIndex: number): number {
  return dumpRoutes(rt, encodeRouteFilter({ outputIndex }))
    .filter(({ type, payload }) => type === RTM_NEWROUTE && ![2, 10].includes(payload[0] ?? 2))
    .length;
}

/** A table without routes may not exist. */
function dumpRoutes(rt: Rtnetlink, payload: Uint8Array): Message[] {
  try {
    return rt.dump({ operation: "list routes (RTM_GETROUTE)", type: RTM_GETROUTE, payload });
  } catch (error) {
    if (error instanceof NetlinkError && error.errno === ENOENT) return [];
    throw error;
  }
}

function leavesBy({ outputIndex, nextHops = [] }: Route, index: number): boolean {
  return outputIndex === index || nextHops.some((hop) => hop.outputIndex === index);
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
    payload: encodeNewRoute(route),
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
    payload: encodeOldRoute(route),
  });
}

function describe({ destination, gateway, outputIndex, table }: RouteSpec): string {
  return [
    destination,
    gateway === undefined ? "" : ` via ${gateway}`,
    outputIndex === undefined ? "" : ` dev ${outputIndex}`,
    table === undefined ? "" : ` table ${table}`,
  ].join("");
}

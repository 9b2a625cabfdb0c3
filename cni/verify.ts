/** CHECK's comparison of a previous result with what the kernel has. Pure: it says all that differs. */

import {
  type Address,
  formatAddress,
  networkOf,
  parseAddress,
  parseCidr,
  type Route as KernelRoute,
  RT_TABLE_LOCAL,
} from "../netlink/mod.ts";
import type { Result, Route } from "./result.ts";

/**
 * Returns what is wrong with the addresses of interface `ifname`: each one that `result` gives to it
 * must be among `addresses`, those the kernel has on it. Addresses of other interfaces, and
 * addresses that nobody asked for, are no concern of it.
 */
export function addressProblems(
  result: Result,
  ifname: string,
  addresses: readonly Address[],
): string[] {
  const present = new Set(
    addresses.map(({ address, prefixLength }) => `${address}/${prefixLength}`),
  );
  return result.ips
    .filter(({ interface: index }) =>
      index === undefined || result.interfaces[index]?.name === ifname
    )
    .filter(({ address }) => !present.has(canonical(address)))
    .map(({ address }) =>
      `address ${address} is missing on interface ${ifname}: it has ${
        [...present].join(", ") || "none"
      }`
    );
}

/**
 * Returns what is wrong with the routes of `result`: each must be among `routes`, those of the
 * container, through one of the interfaces with the indices `outputs`. That is the attachment's
 * own, and those of later plugins in its chain, which may have taken the route over.
 */
export function routeProblems(
  result: Result,
  outputs: readonly number[],
  routes: readonly KernelRoute[],
): string[] {
  return result.routes
    .filter((wanted) => !routes.some((route) => isRoute(route, wanted, outputs)))
    .map((wanted) => {
      const via = wanted.gw === undefined ? "" : ` via ${wanted.gw}`;
      const table = wanted.table === undefined ? "" : ` in table ${wanted.table}`;
      return `route ${wanted.dst}${via}${table} is missing in the container`;
    });
}

function isRoute(route: KernelRoute, wanted: Route, outputs: readonly number[]): boolean {
  const gateway = wanted.gw === undefined ? undefined : canonicalAddress(wanted.gw);
  // A repeated destination has become one route with several ways.
  const ways = route.nextHops ?? [route];
  // Without a table in the result it may be in any: sbr, later in the chain, moves it to one of its own.
  return route.destination === networkOf(wanted.dst) &&
    (wanted.table ? route.table === wanted.table : route.table !== RT_TABLE_LOCAL) &&
    (!wanted.priority || route.priority === wanted.priority) &&
    ways.some((way) =>
      way.outputIndex !== undefined && outputs.includes(way.outputIndex) &&
      (gateway === undefined || way.gateway === gateway)
    );
}

/** The kernel's addresses come in the shortest form; a result has what somebody wrote. */
function canonical(cidr: string): string {
  const { bytes, prefixLength } = parseCidr(cidr);
  return `${formatAddress(bytes)}/${prefixLength}`;
}

function canonicalAddress(address: string): string {
  return formatAddress(parseAddress(address).bytes);
}

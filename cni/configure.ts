/** Giving an interface the addresses and routes of an IPAM result. */

import { messageOf } from "./errors.ts";
import {
  addAddress,
  addRoute,
  getLink,
  type Netns,
  networkOf,
  RT_SCOPE_LINK,
  type Rtnetlink,
  setLink,
} from "../netlink/mod.ts";
import type { IpConfig, Result, Route } from "./result.ts";
import { settleAddresses } from "./settle.ts";
import { readInterfaceSetting, writeInterfaceSetting } from "./sysctl.ts";

/** Where an interface is configured. */
export interface ConfigureOptions {
  /** The namespace that `rt` speaks to, for the settings under /proc/sys. */
  netns: Netns;
  /** Index of the interface, where that is known already. */
  index?: number;
  /** Ends the wait for addresses. */
  signal?: AbortSignal;
  /** Is told of what does not keep it from going on. */
  log?(message: string): void;
}

/**
 * Gives the interface the addresses of `result`, brings it up, waits for duplicate address detection
 * if there is an IPv6 gateway, and adds the routes. In a result with interfaces, only addresses that
 * are theirs by index are taken; in one without, as IPAM plugins return it, all. Throws Error that
 * says which address or route the kernel refused.
 */
export async function configureInterface(
  rt: Rtnetlink,
  ifname: string,
  result: Result,
  options: ConfigureOptions,
): Promise<void> {
  const index = options.index ??
    attempt(`failed to lookup "${ifname}"`, () => getLink(rt, ifname)).index;
  const ips = result.ips.filter((ip) => belongsTo(ip, ifname, result));
  if (ips.some((ip) => isIpv6(ip.address))) enableIpv6(ifname, options);
  for (const { address } of ips) {
    attempt(
      `failed to add IP addr ${address} to "${ifname}"`,
      () => addAddress(rt, index, address),
    );
  }
  attempt(`failed to set "${ifname}" UP`, () => setLink(rt, index, { up: true }));
  if (ips.some(({ gateway }) => gateway !== undefined && isIpv6(gateway))) {
    await settleAddresses(rt, ifname, options.signal ? { signal: options.signal } : {});
  }
  for (const route of result.routes) {
    const gateway = gatewayOf(route, ips);
    attempt(`failed to add route '${describeRoute(route, gateway, ifname)}'`, () =>
      addRoute(rt, {
        destination: networkOf(route.dst),
        // The pod's first network has a default route already: that of a later one goes before it.
        alongside: true,
        outputIndex: index,
        ...(gateway === undefined ? {} : { gateway }),
        ...(route.priority === undefined ? {} : { priority: route.priority }),
        ...(route.table === undefined ? {} : { table: route.table }),
        ...(route.scope === undefined ? {} : { scope: route.scope }),
        ...(route.mtu === undefined ? {} : { mtu: route.mtu }),
        ...(route.advmss === undefined ? {} : { advmss: route.advmss }),
      }));
  }
}

function belongsTo(ip: IpConfig, ifname: string, result: Result): boolean {
  if (ip.interface === undefined) return result.interfaces.length === 0;
  const owner = result.interfaces[ip.interface];
  if (!owner) {
    throw new Error(
      `failed to add IP addr ${ip.address} to "${ifname}": invalid interface index ${ip.interface}`,
    );
  }
  return owner.name === ifname;
}

/** Images and hosts switch IPv6 off by default; a container that is given an address wants it on. */
function enableIpv6(ifname: string, { netns, log }: ConfigureOptions): void {
  for (const name of ["lo", ifname]) {
    let disabled: string;
    try {
      disabled = readInterfaceSetting(netns, "ipv6", name, "disable_ipv6");
    } catch (error) {
      log?.(
        `cannot read disable_ipv6 of ${name}: ${messageOf(error)}`,
      );
      continue;
    }
    if (disabled === "0") continue;
    attempt(
      `failed to enable IPv6 for interface "${name}"`,
      () => writeInterfaceSetting(netns, "ipv6", name, "disable_ipv6", "0"),
    );
  }
  attempt(
    `failed to keep IPv6 addresses of "${ifname}" while it is down`,
    () => writeInterfaceSetting(netns, "ipv6", ifname, "keep_addr_on_down", "1"),
  );
}

/** A route without a gateway takes the one of its family's address, unless its destination is on the link. */
function gatewayOf(route: Route, ips: readonly IpConfig[]): string | undefined {
  if (route.gw !== undefined) return route.gw;
  if ((route.scope ?? 0) >= RT_SCOPE_LINK) return undefined;
  return ips.map((ip) => ip.gateway)
    .find((gateway) => gateway !== undefined && isIpv6(gateway) === isIpv6(route.dst));
}

function describeRoute(route: Route, gateway: string | undefined, ifname: string): string {
  return `${route.dst} via ${gateway ?? "no gateway"} dev ${ifname} metric ${
    route.priority ?? 0
  } ` +
    `(Scope: ${route.scope ?? 0}, Table: ${route.table ?? 254})`;
}

function isIpv6(address: string): boolean {
  return address.includes(":");
}

function attempt<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new Error(`${what}: ${messageOf(cause)}`, { cause });
  }
}

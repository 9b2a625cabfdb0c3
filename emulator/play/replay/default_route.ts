/** The annotation's `default-route`: one network of the pod has the default route, the others none. */

import type { Result } from "../../../cni/mod.ts";
import {
  addRoute,
  deleteRoute,
  getLink,
  listRoutes,
  Netns,
  parseAddress,
  Rtnetlink,
} from "../../../netlink/mod.ts";
import type { Delegate } from "../../input/model.ts";

const DEFAULTS = { 4: "0.0.0.0/0", 6: "::/0" } as const;

/**
 * Applies the pod's wishes after the ADD of `delegate`, and returns the result that libcni's cache is
 * to hold from then on. When any delegate asks for gateways, whatever their family and even if it
 * lists none, the default routes of both families go from every link; the link that asked then gets
 * routes through its gateways. In the cache only the IPv4 one is dropped. `netns` is the path of the
 * pod's namespace.
 */
export function applyDefaultRoute(
  delegates: readonly Delegate[],
  delegate: Delegate,
  result: Result,
  netns: string,
): Result {
  const isWanted = delegates.some(({ gatewayRequest }) => gatewayRequest !== undefined);
  if (!isWanted || (result.interfaces.length === 0 && result.ips.length === 0)) return result;
  removeDefaultRoutes(netns, delegate.ifname);
  const own = (delegate.gatewayRequest ?? [])
    .map((gw) => ({ dst: DEFAULTS[parseAddress(gw).family], gw }));
  addDefaultRoutes(netns, delegate.ifname, own);
  return { ...result, routes: [...result.routes.filter(({ dst }) => dst !== DEFAULTS[4]), ...own] };
}

function removeDefaultRoutes(path: string, ifname: string): void {
  const destinations: readonly string[] = Object.values(DEFAULTS);
  withPod(path, (rt) => {
    const { index } = getLink(rt, ifname);
    for (const route of listRoutes(rt)) {
      if (route.outputIndex !== index || !destinations.includes(route.destination)) continue;
      deleteRoute(rt, route);
    }
  });
}

function addDefaultRoutes(
  path: string,
  ifname: string,
  routes: readonly { dst: string; gw: string }[],
): void {
  withPod(path, (rt) => {
    const { index } = getLink(rt, ifname);
    for (const { dst, gw } of routes) {
      addRoute(rt, { destination: dst, gateway: gw, outputIndex: index });
    }
  });
}

function withPod(path: string, work: (rt: Rtnetlink) => void): void {
  using netns = Netns.open(path);
  using rt = Rtnetlink.open({ netns });
  work(rt);
}

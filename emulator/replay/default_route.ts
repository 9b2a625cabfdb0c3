/** The annotation's `default-route`: one network of the pod has the default route, the others none. */

import type { Result } from "../../cni/mod.ts";
import {
  addRoute,
  deleteRoute,
  getLink,
  listRoutes,
  Netns,
  parseAddress,
  Rtnetlink,
} from "../../netlink/mod.ts";
import type { Delegate } from "../model.ts";

const DEFAULTS = { 4: "0.0.0.0/0", 6: "::/0" } as const;

/**
 * Applies the pod's wishes after the ADD of `delegate`, and returns its result as it then is. When a
 * delegate asks for gateways, default routes of those families go from the links of all others, and
 * its own link gets routes through the gateways. `netns` is the path of the pod's namespace.
 */
export function applyDefaultRoute(
  delegates: readonly Delegate[],
  delegate: Delegate,
  result: Result,
  netns: string,
): Result {
  const wanted = delegates.flatMap(({ gatewayRequest }) => gatewayRequest);
  if (wanted.length === 0) return result;
  const families = new Set(wanted.map((gateway) => parseAddress(gateway).family));
  const destinations: string[] = [...families].map((family) => DEFAULTS[family]);
  removeDefaultRoutes(netns, delegate.ifname, destinations);
  const others = result.routes.filter(({ dst }) => !destinations.includes(dst));
  if (delegate.gatewayRequest.length === 0) return { ...result, routes: others };
  const own = delegate.gatewayRequest.map((gw) => ({ dst: DEFAULTS[parseAddress(gw).family], gw }));
  addDefaultRoutes(netns, delegate.ifname, own);
  return { ...result, routes: [...others, ...own] };
}

function removeDefaultRoutes(path: string, ifname: string, destinations: readonly string[]): void {
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

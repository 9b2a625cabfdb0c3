/** Hearing of changes as they happen. */
import { type Address, decodeAddress, RTM_DELADDR, RTM_NEWADDR } from "./address.ts";
import { RTM_DELLINK, RTM_NEWLINK } from "./link_attributes.ts";
import { decodeLink } from "./link_decode.ts";
import type { Link } from "./link_types.ts";
import { RTM_DELROUTE, RTM_NEWROUTE } from "./route.ts";
import { decodeRoute } from "./route_codec.ts";
import type { Route } from "./route_types.ts";
import type { Rtnetlink } from "./socket.ts";

/** Multicast groups for `Rtnetlink.open` (linux/rtnetlink.h, RTNLGRP_*). */
export const GROUPS = {
  link: 1,
  ipv4Address: 5,
  ipv4Route: 7,
  ipv6Address: 9,
  ipv6Route: 11,
} as const;

/** Something that happened in the namespace. */
export type NetlinkEvent =
  | { readonly event: "link"; readonly removed: boolean; readonly link: Link }
  | { readonly event: "address"; readonly removed: boolean; readonly address: Address }
  | { readonly event: "route"; readonly removed: boolean; readonly route: Route }
  /** The kernel dropped events because they were not read fast enough: look again at what matters. */
  | { readonly event: "lost" };

/**
 * The next events of the groups that the socket hears, in their order: waits until there are some, at most
 * `timeoutMs`; an empty list when there were none.
 */
export function receiveEvents(rt: Rtnetlink, timeoutMs: number): NetlinkEvent[] {
  const { messages, lost } = rt.receive(timeoutMs);
  if (lost) return [{ event: "lost" }];
  return messages.flatMap(({ type, payload }): NetlinkEvent[] => {
    switch (type) {
      case RTM_NEWLINK:
      case RTM_DELLINK: {
        // Bridges tell of their ports in link messages of another family.
        if (payload[0] !== 0) return [];
        return [{ event: "link", removed: type === RTM_DELLINK, link: decodeLink(payload) }];
      }
      case RTM_NEWADDR:
      case RTM_DELADDR: {
        const address = decodeAddress(payload);
        return address ? [{ event: "address", removed: type === RTM_DELADDR, address }] : [];
      }
      case RTM_NEWROUTE:
      case RTM_DELROUTE: {
        const route = decodeRoute(payload);
        return route ? [{ event: "route", removed: type === RTM_DELROUTE, route }] : [];
      }
      default:
        return [];
    }
  });
}

/**
 * What the host has on a link beside the link itself: its addresses, routes, permanent neighbours and
 * master. A link that goes to another namespace loses them; with a record of them it gets them back.
 */

import {
  addAddress,
  addNeighbour,
  type Address,
  addRoute,
  findLink,
  type Link,
  listAddresses,
  listNeighbours,
  listRoutes,
  NetlinkError,
  NUD_PERMANENT,
  type Route,
  RT_SCOPE_LINK,
  RT_TABLE_LOCAL,
  type Rtnetlink,
  RTPROT_KERNEL,
  setLink,
} from "../../netlink/mod.ts";

/** What a link had on the host. */
export interface HostTies {
  addresses: Address[];
  routes: Route[];
  /** Those that somebody put there for good. */
  neighbours: { address: string; linkAddress: string }[];
  /** The name of its bond or bridge; "" for none. */
  master: string;
}

/** IFA_F_TENTATIVE, IFA_F_PERMANENT and others that say how an address fares, not how it is meant (linux/if_addr.h). */
const PASSING_FLAGS = 0x01 | 0x08 | 0x20 | 0x40 | 0x80;

/** Whether the kernel itself gives this to any link that speaks IPv6, or to one for an address of its own. */
export function isKernelRoute({ protocol, table, destination }: Route): boolean {
  return protocol === RTPROT_KERNEL &&
    (table === RT_TABLE_LOCAL || /^(fe80:|ff00:)/.test(destination));
}

/** Returns what the host has on `link`. */
export function tiesOf(host: Rtnetlink, link: Link): HostTies {
  const { index, master } = link;
  return {
    addresses: listAddresses(host, { index }).filter(({ family, scope }) =>
      family === 4 || scope < RT_SCOPE_LINK
    ),
    routes: listRoutes(host, { outputIndex: index }).filter((route) => !isKernelRoute(route)),
    neighbours: listNeighbours(host, { index }).filter(({ state }) => state & NUD_PERMANENT)
      .map(({ address, linkAddress }) => ({ address, linkAddress })),
    master: master === undefined ? "" : findLink(host, master)?.name ?? "",
  };
}

/** Gives `ties` back to the link with `index`, which is up if it was. Returns what could not be, each as a clause. */
export function giveTiesBack(host: Rtnetlink, index: number, ties: HostTies): string[] {
  const problems: string[] = [];
  const attempt = (what: string, work: () => void) => {
    try {
      work();
    } catch (error) {
      if (!(error instanceof NetlinkError)) throw error;
      // A DEL that died has come this far.
      if (error.code !== "EEXIST") problems.push(`${what}: ${error.code}`);
    }
  };
  for (const address of ties.addresses) {
    const cidr = `${address.address}/${address.prefixLength}`;
    attempt(`address ${cidr}`, () =>
      addAddress(host, index, cidr, {
        scope: address.scope,
        broadcast: address.broadcast ?? false,
        flags: address.flags & ~PASSING_FLAGS,
        ...(address.peer === undefined ? {} : { peer: address.peer }),
        ...(address.label === undefined ? {} : { label: address.label }),
        ...(address.lifetime === undefined ? {} : { lifetime: address.lifetime }),
      }));
  }
  // A gateway is reached by a route without one.
  const direct = ({ gateway }: Route) => Number(gateway !== undefined);
  for (const route of ties.routes.toSorted((one, other) => direct(one) - direct(other))) {
    const { nextHops: _, ...single } = route;
    attempt(`route ${route.destination}`, () => addRoute(host, { ...single, outputIndex: index }));
  }
  for (const neighbour of ties.neighbours) {
    attempt(`neighbour ${neighbour.address}`, () => addNeighbour(host, index, neighbour));
  }
  return problems;
}

/** Makes the link with `index` part of the bond or bridge again that it was part of. Returns what keeps it from that. */
export function giveMasterBack(host: Rtnetlink, index: number, { master }: HostTies): string[] {
  if (master === "") return [];
  const found = findLink(host, master);
  if (!found) return [`master ${master}: it is gone`];
  try {
    setLink(host, index, { master: found.index });
    return [];
  } catch (error) {
    if (!(error instanceof NetlinkError)) throw error;
    return [`master ${master}: ${error.code}`];
  }
}

/** The main routing table (linux/rtnetlink.h). */
export const RT_TABLE_MAIN = 254;
/** The table that the kernel keeps for itself. */
export const RT_TABLE_LOCAL = 255;
/** The scope from which on a destination is on the link itself. */
export const RT_SCOPE_LINK = 253;
/** The protocol of routes that the kernel makes, for addresses and links. */
export const RTPROT_KERNEL = 2;

/** A route as the kernel describes it. */
export interface Route {
  /** Version of IP. */
  readonly family: 4 | 6;
  /** CIDR; "0.0.0.0/0" and "::/0" are default routes. */
  readonly destination: string;
  /** Address of the next router; none when the destination is on the link. */
  readonly gateway?: string;
  /** Index of the link that it leaves by. */
  readonly outputIndex?: number;
  /** The metric. */
  readonly priority?: number;
  /** Routing table; 254 is the main one. */
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
  /** The gateway is taken as a neighbour on the link, whatever the addresses say. */
  readonly onLink?: boolean;
  /** The ways of a multipath route. */
  readonly nextHops?: readonly { readonly outputIndex: number; readonly gateway?: string }[];
}

/** A route to add or to remove. */
export interface RouteSpec {
  /** CIDR without host bits. */
  readonly destination: string;
  /** May be an IPv6 address for an IPv4 destination (Linux 5.2). */
  readonly gateway?: string;
  /** Index of the link that it leaves by. */
  readonly outputIndex?: number;
  /** The metric. */
  readonly priority?: number;
  /** 254, the main table, if not given. */
  readonly table?: number;
  /** If not given: 0, universe, to add; any to remove. */
  readonly scope?: number;
  /** RTPROT_…; 3, boot, if not given to add, any to remove. */
  readonly protocol?: number;
  /** RTN_…; 1, unicast, if not given; 6 blackhole, 7 unreachable, 8 prohibit. */
  readonly type?: number;
  /** octets */
  readonly mtu?: number;
  /** octets */
  readonly advmss?: number;
  /** Preferred source address. */
  readonly source?: string;
  /** Take the gateway as a neighbour on the link, whatever the addresses say. */
  readonly onLink?: boolean;
  /** Add an IPv4 route although the destination has one of its metric: it goes before that one. */
  readonly alongside?: boolean;
}

/** Which routes to list; all that is given must fit. */
export interface RouteFilter {
  /** Version of IP. */
  readonly family?: 4 | 6;
  /** Routing table. */
  readonly table?: number;
  /** Index of a link that one of the route's ways leaves by. */
  readonly outputIndex?: number;
}

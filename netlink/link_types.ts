import type { BondData } from "./bond.ts";
import type { BondPort } from "./bond_port.ts";
import type { BridgeData } from "./bridge_data.ts";
import type { BridgePort } from "./bridge_port.ts";
import type { Netns } from "./netns.ts";

/** A link by name, be it an alternative one, or by index. */
export type LinkRef = string | number;

/** RFC 2863 operational states in the kernel's order (linux/if.h, IF_OPER_*). */
export const OPER_STATES: readonly OperState[] = [
  "unknown",
  "notpresent",
  "down",
  "lowerlayerdown",
  "testing",
  "dormant",
  "up",
];

/** An operational state. */
export type OperState =
  | "unknown"
  | "notpresent"
  | "down"
  | "lowerlayerdown"
  | "testing"
  | "dormant"
  | "up";

/** Counters since the link was made. */
export interface LinkStats {
  /** Packets received. */
  readonly rxPackets: number;
  /** Packets sent. */
  readonly txPackets: number;
  /** Octets received. */
  readonly rxBytes: number;
  /** Octets sent. */
  readonly txBytes: number;
  /** Packets received with errors. */
  readonly rxErrors: number;
  /** Packets that could not be sent. */
  readonly txErrors: number;
  /** Packets received and dropped. */
  readonly rxDropped: number;
  /** Packets dropped instead of sent. */
  readonly txDropped: number;
}

/** A link as the kernel describes it. */
export interface Link {
  /** Number of the link in its namespace. */
  readonly index: number;
  /** Name, at most 15 octets. */
  readonly name: string;
  /** The driver's rtnetlink kind, such as "veth"; "" for physical links and the loopback. */
  readonly kind: string;
  /** The kind of its master as the link sees it, such as "bond"; "" when it has none. */
  readonly portKind: string;
  /** ARPHRD_… (linux/if_arp.h): 1 Ethernet, 772 loopback. */
  readonly type: number;
  /** IFF_… (linux/if.h) */
  readonly flags: number;
  /** Administratively up: IFF_UP. */
  readonly up: boolean;
  /** Has a carrier: IFF_LOWER_UP. */
  readonly running: boolean;
  /** RFC 2863 operational state. */
  readonly operState: OperState;
  /** octets */
  readonly mtu: number;
  /** The smallest MTU that it can have, octets. */
  readonly minMtu?: number;
  /** The largest MTU that it can have, octets; 0 for no limit. */
  readonly maxMtu?: number;
  /** Hardware address in lower case, such as "02:00:5e:00:00:01"; "" when it has none. */
  readonly address: string;
  /** The address burnt into the hardware, where there is one. */
  readonly permanentAddress?: string;
  /** The hardware address that reaches every station. */
  readonly broadcast?: string;
  /** Length of the transmit queue, in packets. */
  readonly txQueueLen?: number;
  /** Number of transmit queues. */
  readonly numTxQueues?: number;
  /** "" when it has none. */
  readonly alias: string;
  /** Alternative names. */
  readonly altNames: readonly string[];
  /** Index of the bond or bridge that it is a port of. */
  readonly master?: number;
  /** Index of the link below it, or of a veth's peer (IFLA_LINK). */
  readonly parent?: number;
  /** The number, in this namespace, of the namespace where `parent` is. */
  readonly peerNetnsId?: number;
  /** How many want to see the frames of other stations too. */
  readonly promiscuity?: number;
  /** The bus and name of the device, such as "pci" and "0000:3b:02.0" (Linux 5.14). */
  readonly parentDevice?: { readonly bus: string; readonly name: string };
  /** An XDP programme looks at what it receives. */
  readonly xdp?: boolean;
  /** Bonds only. */
  readonly bond?: BondData;
  /** Ports of a bond only. */
  readonly bondPort?: BondPort;
  /** Bridges only. */
  readonly bridge?: BridgeData;
  /** Ports of a bridge only. */
  readonly bridgePort?: BridgePort;
  /** VLAN links only; `protocol` is an EtherType. */
  readonly vlan?: { readonly id: number; readonly protocol: number };
  /** One of `MACVLAN_MODES`. */
  readonly macvlan?: { readonly mode: number };
  /** One of `IPVLAN_MODES`. */
  readonly ipvlan?: { readonly mode: number };
  /** VRFs only: the routing table. */
  readonly vrf?: { readonly table: number };
  /** Counters, where the kernel gave them. */
  readonly stats?: LinkStats;
}

/** What can be changed of a link in one message. */
export interface LinkChange {
  /** Administratively up. */
  readonly up?: boolean;
  /** Hardware address. */
  readonly address?: string;
  /** octets */
  readonly mtu?: number;
  /** Name, at most 15 octets. */
  readonly name?: string;
  /** Index of the new master; 0 for none. */
  readonly master?: number;
  /** The namespace it moves to. */
  readonly netns?: Netns;
  /** "" removes it. */
  readonly alias?: string;
  /** Length of the transmit queue, in packets. */
  readonly txQueueLen?: number;
  /** Receive frames for other stations too: IFF_PROMISC. */
  readonly promiscuous?: boolean;
  /** Receive all multicast frames: IFF_ALLMULTI. */
  readonly allMulticast?: boolean;
  /** Resolve addresses by ARP: without IFF_NOARP. */
  readonly arp?: boolean;
  /** Whether the carrier is on, for kinds that let it be set (dummy). */
  readonly carrier?: boolean;
  /**
   * An alternative name to give, before anything else, if nobody has it; or to take away. On kernels before
   * 5.5, which know none, nothing happens.
   */
  readonly altName?: { readonly add: string } | { readonly remove: string };
}

/** The far end of a veth pair. It comes down: the kernel cannot bring it up before the near end exists. */
export interface VethPeer {
  /** Name of the far end. */
  readonly name: string;
  /** Hardware address of the far end. */
  readonly address?: string;
  /** octets */
  readonly mtu?: number;
  /** Namespace of the far end, the near end's if not given. */
  readonly netns?: Netns;
}

/** Modes of macvlan links (linux/if_link.h, enum macvlan_mode). */
export const MACVLAN_MODES = { private: 1, vepa: 2, bridge: 4, passthru: 8, source: 16 } as const;

/** Modes of ipvlan links (linux/if_link.h, enum ipvlan_mode). */
export const IPVLAN_MODES = { l2: 0, l3: 1, l3s: 2 } as const;

/** A link to create. */
export interface LinkSpec {
  /** Name, at most 15 octets. */
  readonly name: string;
  /** The kind, such as "bond", "veth", "bridge", "dummy", "macvlan", "vlan". */
  readonly kind: string;
  /** Bring it up at once. */
  readonly up?: boolean;
  /** Hardware address. */
  readonly address?: string;
  /** octets */
  readonly mtu?: number;
  /** Length of the transmit queue, in packets. */
  readonly txQueueLen?: number;
  /** Number of transmit queues. */
  readonly numTxQueues?: number;
  /** Index of the bond or bridge that it becomes a port of. */
  readonly master?: number;
  /** Index of the link below (vlan, macvlan, ipvlan). */
  readonly parent?: number;
  /** The namespace to create it in, if not the socket's. */
  readonly netns?: Netns;
  /** Options of a bond. */
  readonly bond?: BondData;
  /** The far end of a veth pair. */
  readonly veth?: { readonly peer: VethPeer };
  /** Options of a bridge. */
  readonly bridge?: BridgeData;
  /** Mode of a macvlan. */
  readonly macvlan?: { readonly mode: keyof typeof MACVLAN_MODES };
  /** Mode of an ipvlan. */
  readonly ipvlan?: { readonly mode: keyof typeof IPVLAN_MODES };
  /** `protocol` is an EtherType, 0x8100 if not given. */
  readonly vlan?: { readonly id: number; readonly protocol?: number };
  /** The routing table of a VRF. */
  readonly vrf?: { readonly table: number };
}

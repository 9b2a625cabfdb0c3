/** The data of bonds (IFLA_INFO_DATA of kind "bond"): attributes as in linux/if_link.h, IFLA_BOND_*. */
import {
  addressList,
  type AttributeTable,
  attributeTable,
  type Codec,
  hardwareAddress,
  u16,
  u32,
  u8,
} from "./attribute_table.ts";

/** The state of the active aggregator of an 802.3ad bond (IFLA_BOND_AD_INFO_*). */
export interface AdInfo {
  /** Number of the aggregator. */
  readonly aggregator: number;
  /** Ports in it. */
  readonly numPorts: number;
  /** Our key. */
  readonly actorKey: number;
  /** The partner's key. */
  readonly partnerKey: number;
  /** The partner's system address. */
  readonly partnerMac: string;
}

/** A bond's options and state, under the kernel's names, with the kernel's numbers. */
export interface BondData {
  /** 0 balance-rr, 1 active-backup, 2 balance-xor, 3 broadcast, 4 802.3ad, 5 balance-tlb, 6 balance-alb. */
  readonly mode?: number;
  /** Index of the active port; 0 clears it. */
  readonly activeSlave?: number;
  /** ms */
  readonly miimon?: number;
  /** ms */
  readonly updelay?: number;
  /** ms */
  readonly downdelay?: number;
  /** 1 when miimon asks links for their carrier. */
  readonly useCarrier?: number;
  /** ms */
  readonly arpInterval?: number;
  /** IPv4 addresses, at most 16. */
  readonly arpIpTarget?: readonly string[];
  /** On which ports answers to probes are checked, 0 none to 6. */
  readonly arpValidate?: number;
  /** 0: any target keeps a port up, 1: all. */
  readonly arpAllTargets?: number;
  /** Index of the preferred port. */
  readonly primary?: number;
  /** 0 always, 1 better, 2 failure. */
  readonly primaryReselect?: number;
  /** 0 none, 1 active, 2 follow. */
  readonly failOverMac?: number;
  /** 0 layer2, 1 layer3+4, 2 layer2+3, 3 encap2+3, 4 encap3+4, 5 vlan+srcmac. */
  readonly xmitHashPolicy?: number;
  /** IGMP reports after a failover. */
  readonly resendIgmp?: number;
  /** Announcements after a failover. */
  readonly numPeerNotif?: number;
  /** 1 when frames on inactive ports are kept. */
  readonly allSlavesActive?: number;
  /** Ports with carrier that the bond needs for its own. */
  readonly minLinks?: number;
  /** s */
  readonly lpInterval?: number;
  /** Frames in a row on one port; 0 at random. */
  readonly packetsPerSlave?: number;
  /** 0 slow, 1 fast. */
  readonly adLacpRate?: number;
  /** 0 stable, 1 bandwidth, 2 count, 3 prio. */
  readonly adSelect?: number;
  /** Read only. */
  readonly adInfo?: AdInfo;
  /** System priority in LACP frames; for administrators only. */
  readonly adActorSysPrio?: number;
  /** Upper ten bits of the port key; for administrators only. */
  readonly adUserPortKey?: number;
  /** System address in LACP frames; for administrators only. */
  readonly adActorSystem?: string;
  /** 1 when flows move between ports by load. */
  readonly tlbDynamicLb?: number;
  /** ms */
  readonly peerNotifDelay?: number;
  /** 1 when LACP frames are sent without being asked. */
  readonly adLacpActive?: number;
  /** Probes in a row that may stay without answer. */
  readonly missedMax?: number;
  /** IPv6 addresses, at most 16. */
  readonly nsIp6Target?: readonly string[];
  /** 1 when collecting and distributing are one state. */
  readonly coupledControl?: number;
  /** 1 when ARP and neighbour discovery go out on all ports. */
  readonly broadcastNeigh?: number;
  /** 1 when the bond has carrier only with a partner. */
  readonly lacpStrict?: number;
}

const adInfo: Codec<AdInfo> = {
  read: ({ nested }) => ({
    aggregator: nested.get(1)?.u16 ?? 0,
    numPorts: nested.get(2)?.u16 ?? 0,
    actorKey: nested.get(3)?.u16 ?? 0,
    partnerKey: nested.get(4)?.u16 ?? 0,
    partnerMac: nested.get(5)?.hardwareAddress ?? "",
  }),
};

/** Every attribute, IFLA_BOND_* 1 to 34. */
export const bondTable: AttributeTable<BondData> = /* @__PURE__ */ attributeTable<BondData>({
  mode: [1, u8],
  activeSlave: [2, u32],
  miimon: [3, u32],
  updelay: [4, u32],
  downdelay: [5, u32],
  useCarrier: [6, u8],
  arpInterval: [7, u32],
  arpIpTarget: [8, addressList],
  arpValidate: [9, u32],
  arpAllTargets: [10, u32],
  primary: [11, u32],
  primaryReselect: [12, u8],
  failOverMac: [13, u8],
  xmitHashPolicy: [14, u8],
  resendIgmp: [15, u32],
  numPeerNotif: [16, u8],
  allSlavesActive: [17, u8],
  minLinks: [18, u32],
  lpInterval: [19, u32],
  packetsPerSlave: [20, u32],
  adLacpRate: [21, u8],
  adSelect: [22, u8],
  adInfo: [23, adInfo],
  adActorSysPrio: [24, u16],
  adUserPortKey: [25, u16],
  adActorSystem: [26, hardwareAddress],
  tlbDynamicLb: [27, u8],
  peerNotifDelay: [28, u32],
  adLacpActive: [29, u8],
  missedMax: [30, u8],
  nsIp6Target: [31, addressList],
  coupledControl: [32, u8],
  broadcastNeigh: [33, u8],
  lacpStrict: [34, u8],
});

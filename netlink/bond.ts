/** The data of bonds (IFLA_INFO_DATA of kind "bond"): attributes as in linux/if_link.h, IFLA_BOND_*. */
import { type Attribute, type Attributes, type Writer } from "./attribute.ts";
import { formatAddress, parseAddress } from "./ip.ts";

/** The state of the active aggregator of an 802.3ad bond (IFLA_BOND_AD_INFO_*). */
export interface AdInfo {
  readonly aggregator: number;
  readonly numPorts: number;
  readonly actorKey: number;
  readonly partnerKey: number;
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
  readonly useCarrier?: number;
  /** ms */
  readonly arpInterval?: number;
  /** IPv4 addresses, at most 16. */
  readonly arpIpTarget?: readonly string[];
  readonly arpValidate?: number;
  readonly arpAllTargets?: number;
  /** Index of the preferred port. */
  readonly primary?: number;
  readonly primaryReselect?: number;
  /** 0 none, 1 active, 2 follow. */
  readonly failOverMac?: number;
  readonly xmitHashPolicy?: number;
  readonly resendIgmp?: number;
  readonly numPeerNotif?: number;
  readonly allSlavesActive?: number;
  readonly minLinks?: number;
  /** s */
  readonly lpInterval?: number;
  readonly packetsPerSlave?: number;
  readonly adLacpRate?: number;
  readonly adSelect?: number;
  /** Read only. */
  readonly adInfo?: AdInfo;
  readonly adActorSysPrio?: number;
  readonly adUserPortKey?: number;
  readonly adActorSystem?: string;
  readonly tlbDynamicLb?: number;
  /** ms */
  readonly peerNotifDelay?: number;
  readonly adLacpActive?: number;
  readonly missedMax?: number;
  /** IPv6 addresses, at most 16. */
  readonly nsIp6Target?: readonly string[];
  readonly coupledControl?: number;
  readonly broadcastNeigh?: number;
  readonly lacpStrict?: number;
}

/** How an attribute's value looks on the wire. */
interface Codec<T> {
  read(attribute: Attribute): T;
  /** Absent for what only the kernel sets. */
  write?(writer: Writer, type: number, value: T): void;
}

const u8: Codec<number> = {
  read: (attribute) => attribute.u8,
  write: (writer, type, value) => writer.u8(type, value),
};
const u16: Codec<number> = {
  read: (attribute) => attribute.u16,
  write: (writer, type, value) => writer.u16(type, value),
};
const u32: Codec<number> = {
  read: (attribute) => attribute.u32,
  write: (writer, type, value) => writer.u32(type, value),
};
const hardwareAddress: Codec<string> = {
  read: (attribute) => attribute.hardwareAddress,
  write: (writer, type, value) => writer.hardwareAddress(type, value),
};
/** Nested attributes with the position in the list as their type. */
const addresses: Codec<readonly string[]> = {
  read: (attribute) => Array.from(attribute.nested, ({ bytes }) => formatAddress(bytes)),
  write: (writer, type, value) =>
    writer.nested(type, (nest) => {
      value.forEach((address, index) => nest.bytes(index, parseAddress(address).bytes));
    }),
};
const adInfo: Codec<AdInfo> = {
  read: ({ nested }) => ({
    aggregator: nested.get(1)?.u16 ?? 0,
    numPorts: nested.get(2)?.u16 ?? 0,
    actorKey: nested.get(3)?.u16 ?? 0,
    partnerKey: nested.get(4)?.u16 ?? 0,
    partnerMac: nested.get(5)?.hardwareAddress ?? "",
  }),
};

/** One attribute between its field and the wire. */
interface Field {
  readonly type: number;
  read(attribute: Attribute): readonly [key: keyof BondData, value: BondData[keyof BondData]];
  write(writer: Writer, bond: BondData): void;
}

function field<K extends keyof BondData>(
  key: K,
  type: number,
  codec: Codec<NonNullable<BondData[K]>>,
): Field {
  return {
    type,
    read: (attribute) => [key, codec.read(attribute)],
    write: (writer, bond) => {
      const value = bond[key];
      if (value !== undefined) codec.write?.(writer, type, value);
    },
  };
}

/** Every attribute, with its number. */
const FIELDS: readonly Field[] = [
  field("mode", 1, u8),
  field("activeSlave", 2, u32),
  field("miimon", 3, u32),
  field("updelay", 4, u32),
  field("downdelay", 5, u32),
  field("useCarrier", 6, u8),
  field("arpInterval", 7, u32),
  field("arpIpTarget", 8, addresses),
  field("arpValidate", 9, u32),
  field("arpAllTargets", 10, u32),
  field("primary", 11, u32),
  field("primaryReselect", 12, u8),
  field("failOverMac", 13, u8),
  field("xmitHashPolicy", 14, u8),
  field("resendIgmp", 15, u32),
  field("numPeerNotif", 16, u8),
  field("allSlavesActive", 17, u8),
  field("minLinks", 18, u32),
  field("lpInterval", 19, u32),
  field("packetsPerSlave", 20, u32),
  field("adLacpRate", 21, u8),
  field("adSelect", 22, u8),
  field("adInfo", 23, adInfo),
  field("adActorSysPrio", 24, u16),
  field("adUserPortKey", 25, u16),
  field("adActorSystem", 26, hardwareAddress),
  field("tlbDynamicLb", 27, u8),
  field("peerNotifDelay", 28, u32),
  field("adLacpActive", 29, u8),
  field("missedMax", 30, u8),
  field("nsIp6Target", 31, addresses),
  field("coupledControl", 32, u8),
  field("broadcastNeigh", 33, u8),
  field("lacpStrict", 34, u8),
];

/** Writes the attributes of `bond` that may be set; those that only the kernel sets are left out. */
export function writeBondData(writer: Writer, bond: BondData): void {
  for (const { write } of FIELDS) write(writer, bond);
}

/** Reads a bond's data; what the kernel did not send is left out. */
export function readBondData(attributes: Attributes): BondData {
  return Object.fromEntries(FIELDS.flatMap(({ type, read }) => {
    const attribute = attributes.get(type);
    return attribute === undefined ? [] : [read(attribute)];
  }));
}

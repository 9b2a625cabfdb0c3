/** The data of a bond's ports (IFLA_INFO_SLAVE_DATA): attributes IFLA_BOND_SLAVE_* of linux/if_link.h. */
import type { Attributes } from "./attribute.ts";
import {
  type AttributeTable,
  attributeTable,
  type Codec,
  hardwareAddress,
  readOnly,
  s32,
  u16,
  u32,
  u8,
} from "./attribute_table.ts";

/** A link's state as a port of its bond. */
export interface BondPort {
  /** Whether it carries the bond's frames. */
  readonly state: "active" | "backup";
  /** What the bond's monitoring thinks of it. */
  readonly miiStatus: "up" | "fail" | "down" | "back";
  /** How often it failed. */
  readonly linkFailureCount: number;
  /** The address that the link gets back when it leaves the bond. */
  readonly permanentAddress: string;
  /** Transmit queue of the bond that is this port's; 0 for none. */
  readonly queueId: number;
  /** 802.3ad: number of its aggregator. */
  readonly adAggregatorId?: number;
  /** 802.3ad port state bits: 1 active, 2 short timeout, 4 aggregating, 8 in sync, 16 collecting, 32 distributing, 64 defaulted, 128 expired. */
  readonly adActorOperPortState?: number;
  /** The partner's port state bits. */
  readonly adPartnerOperPortState?: number;
  /** Who becomes active: the highest (Linux 6.0). */
  readonly prio?: number;
  /** Port priority in LACP frames (Linux 6.18). */
  readonly actorPortPrio?: number;
  /** 802.3ad: churn of ours: 0 monitor, 1 churned, 2 none. */
  readonly adChurnActorState?: number;
  /** 802.3ad: churn of the partner's: 0 monitor, 1 churned, 2 none. */
  readonly adChurnPartnerState?: number;
}

/** What can be set of a port. */
export interface BondPortChange {
  /** Transmit queue of the bond that is this port's; 0 for none. */
  readonly queueId?: number;
  /** Signed; the higher one is preferred (Linux 6.0). */
  readonly prio?: number;
  /** Linux 6.18 */
  readonly actorPortPrio?: number;
}

const STATES = ["active", "backup"] as const;
const MII_STATUSES = ["up", "fail", "down", "back"] as const;

const state: Codec<BondPort["state"]> = { read: ({ u8 }) => STATES[u8] ?? "backup" };
const miiStatus: Codec<BondPort["miiStatus"]> = { read: ({ u8 }) => MII_STATUSES[u8] ?? "down" };

/** Every attribute, IFLA_BOND_SLAVE_* 1 to 12; three of them can be set. */
export const bondPortTable: AttributeTable<BondPort> = /* @__PURE__ */ attributeTable<BondPort>({
  state: [1, state],
  miiStatus: [2, miiStatus],
  linkFailureCount: [3, /* @__PURE__ */ readOnly(u32)],
  permanentAddress: [4, /* @__PURE__ */ readOnly(hardwareAddress)],
  queueId: [5, u16],
  adAggregatorId: [6, /* @__PURE__ */ readOnly(u16)],
  adActorOperPortState: [7, /* @__PURE__ */ readOnly(u8)],
  adPartnerOperPortState: [8, /* @__PURE__ */ readOnly(u16)],
  prio: [9, s32],
  actorPortPrio: [10, u16],
  adChurnActorState: [11, /* @__PURE__ */ readOnly(u8)],
  adChurnPartnerState: [12, /* @__PURE__ */ readOnly(u8)],
});

/** Reads a port's data. */
export function readBondPort(attributes: Attributes): BondPort {
  return {
    state: "backup",
    miiStatus: "down",
    linkFailureCount: 0,
    permanentAddress: "",
    queueId: 0,
    ...bondPortTable.read(attributes),
  };
}

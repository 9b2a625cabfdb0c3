/** The data of a bond's ports (IFLA_INFO_SLAVE_DATA): attributes IFLA_BOND_SLAVE_* of linux/if_link.h. */
import { type Attributes, type Writer } from "./attribute.ts";
import { defined } from "./defined.ts";

/** A link's state as a port of its bond. */
export interface BondPort {
  readonly state: "active" | "backup";
  readonly miiStatus: "up" | "fail" | "down" | "back";
  readonly linkFailureCount: number;
  /** The address that the link gets back when it leaves the bond. */
  readonly permanentAddress: string;
  readonly queueId: number;
  readonly adAggregatorId?: number;
  /** 802.3ad port state bits: 1 active, 2 short timeout, 4 aggregating, 8 in sync, 16 collecting, 32 distributing, 64 defaulted, 128 expired. */
  readonly adActorOperPortState?: number;
  readonly adPartnerOperPortState?: number;
  readonly prio?: number;
  readonly actorPortPrio?: number;
  readonly adChurnActorState?: number;
  readonly adChurnPartnerState?: number;
}

/** What can be set of a port. */
export interface BondPortChange {
  readonly queueId?: number;
  /** Signed; the higher one is preferred (Linux 6.0). */
  readonly prio?: number;
  /** Linux 6.18 */
  readonly actorPortPrio?: number;
}

const QUEUE_ID = 5;
const PRIO = 9;
const ACTOR_PORT_PRIO = 10;

/** Writes the attributes of a change. */
export function writeBondPort(writer: Writer, change: BondPortChange): void {
  if (change.queueId !== undefined) writer.u16(QUEUE_ID, change.queueId);
  if (change.prio !== undefined) writer.s32(PRIO, change.prio);
  if (change.actorPortPrio !== undefined) writer.u16(ACTOR_PORT_PRIO, change.actorPortPrio);
}

/** Reads a port's data. */
export function readBondPort(attributes: Attributes): BondPort {
  const optional = {
    adAggregatorId: attributes.get(6)?.u16,
    adActorOperPortState: attributes.get(7)?.u8,
    adPartnerOperPortState: attributes.get(8)?.u16,
    prio: attributes.get(PRIO)?.s32,
    actorPortPrio: attributes.get(ACTOR_PORT_PRIO)?.u16,
    adChurnActorState: attributes.get(11)?.u8,
    adChurnPartnerState: attributes.get(12)?.u8,
  };
  return {
    state: attributes.get(1)?.u8 === 0 ? "active" : "backup",
    miiStatus: MII_STATUS[attributes.get(2)?.u8 ?? 2] ?? "down",
    linkFailureCount: attributes.get(3)?.u32 ?? 0,
    permanentAddress: attributes.get(4)?.hardwareAddress ?? "",
    queueId: attributes.get(QUEUE_ID)?.u16 ?? 0,
    ...defined(optional),
  };
}

const MII_STATUS = ["up", "fail", "down", "back"] as const;

/**
 * The one table of the options that each link of a bond has: schema, rules, the request to the kernel, the
 * comparison with what it has, `inspect` and the documentation are derived from it. Attributes and
 * ranges: IFLA_BOND_SLAVE_* of linux/if_link.h and drivers/net/bonding/bond_options.c.
 */

import type { BondPortChange } from "../../netlink/mod.ts";
import { MAX_INT, type PortOption } from "./option.ts";

/** Every option of a link in a bond. */
export const PORT_OPTIONS = [
  {
    key: "prio",
    attribute: "prio",
    value: { type: "integer", min: -2147483648, max: MAX_INT },
    modes: ["active-backup", "balance-tlb", "balance-alb"],
    since: "6.0",
    default: 0,
    description: "Who becomes active: the highest.",
  },
  {
    key: "queueId",
    attribute: "queueId",
    value: { type: "integer", min: 0, max: 65535 },
    unique: true,
    since: "3.14",
    default: 0,
    without: "none",
    description: "Transmit queue of the bond that is this link's, for traffic control.",
  },
  {
    key: "actorPortPrio",
    attribute: "actorPortPrio",
    value: { type: "integer", min: 0, max: 65535 },
    modes: ["802.3ad"],
    since: "6.18",
    default: 255,
    description: "Port priority in LACP frames.",
  },
] as const satisfies readonly PortOption[];

/** The key of an option of a link. */
export type PortOptionKey = typeof PORT_OPTIONS[number]["key"];

/** Values of a link's options. Only what was asked for, or what the kernel tells, is present. */
export type PortValues = { [K in PortOptionKey]?: number };

/** Returns the options that have a value in `values`. */
export function givenPortOptions(values: PortValues): { option: PortOption; value: number }[] {
  return PORT_OPTIONS.flatMap((option) => {
    const value = values[option.key];
    return value === undefined ? [] : [{ option, value }];
  });
}

/** Returns `values` as the kernel is asked for them. */
export function encodePortOptions(values: PortValues): BondPortChange {
  return Object.fromEntries(
    givenPortOptions(values).map(({ option, value }) => [option.attribute, value]),
  );
}

/** Returns the options that the kernel tells of a link in a bond. */
export function decodePortOptions(port: BondPortChange): PortValues {
  return Object.fromEntries(PORT_OPTIONS.flatMap(({ key, attribute }) => {
    const value = port[attribute];
    return value === undefined ? [] : [[key, value]];
  }));
}

/** Bonds whose links all send with one MAC address, and what that asks of virtual functions. */

import type { BondMode } from "./option.ts";
import type { OptionValues } from "./options.ts";

/** Modes in which each link has the bond's address, whatever else is set (drivers/net/bonding/bond_main.c, bond_enslave). */
const ONE_ADDRESS: readonly BondMode[] = ["balance-rr", "balance-xor", "broadcast", "802.3ad"];

/** Returns whether a bond with these options has links send with another address than their own. */
export function sharesAddress({ mode, failOverMac = "none" }: OptionValues): boolean {
  if (mode === "active-backup") return failOverMac === "none";
  return mode !== undefined && ONE_ADDRESS.includes(mode);
}

/** What a virtual function must be allowed for that, by sriov's keys. */
export const NEEDED_OF_FUNCTIONS = { trust: "on", spoofchk: "off" } as const;

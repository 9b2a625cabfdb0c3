/** Bonds whose links send with a MAC address that is not their own, and what that asks of virtual functions. */

import type { OptionValues } from "./options.ts";

/** When a link of a bond sends with an address that is another's. */
type AddressSharing = "always" | "after a failover" | "never";

/**
 * Returns when links of a bond with these options send with another's address (drivers/net/bonding: bond_main.c,
 * bond_enslave; bond_alb.c, alb_swap_mac_addr); undefined without a mode.
 */
export function addressSharing(
  { mode, failOverMac = "none" }: OptionValues,
): AddressSharing | undefined {
  switch (mode) {
    case undefined:
      return undefined;
    case "active-backup":
      return ({ none: "always", follow: "after a failover", active: "never" } as const)[
        failOverMac
      ];
    case "balance-tlb":
    case "balance-alb":
      return "after a failover";
    default:
      return "always";
  }
}

/** What a virtual function must be allowed for that, by sriov's keys. */
export const NEEDED_OF_FUNCTIONS = { trust: "on", spoofchk: "off" } as const;

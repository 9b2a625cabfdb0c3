/** Which options of the bonding driver a kernel knows: bonds are made in a namespace of their own, and read. */

import { BOND_MODES, BOND_OPTIONS } from "../../../bond/mod.ts";
import {
  createLink,
  createNetns,
  deleteNetns,
  getLink,
  Netns,
  Rtnetlink,
} from "../../../netlink/mod.ts";

/** Values of these types are not told by a bond that has none. */
const UNTOLD: readonly string[] = ["link", "ipv4List", "ipv6List", "mac"];

/**
 * Returns the keys of the options that this kernel does not tell of a bond, as it does not know them.
 * @throws {SystemError} and NetlinkError for want of rights, or of the driver.
 */
export function unknownOptions(): string[] {
  const path = `/run/netns/bond-doctor-${Deno.pid}`;
  createNetns(path);
  try {
    using netns = Netns.open(path);
    using rt = Rtnetlink.open({ netns });
    const told = new Set<string>();
    for (const mode of ["active-backup", "802.3ad"] as const) {
      createLink(rt, { name: mode, kind: "bond", bond: { mode: BOND_MODES[mode] } });
      Object.keys(getLink(rt, mode).bond ?? {}).forEach((attribute) => told.add(attribute));
    }
    return BOND_OPTIONS.filter(({ attribute, value }) =>
      !told.has(attribute) && !UNTOLD.includes(value.type)
    ).map(({ key }) => key);
  } finally {
    deleteNetns(path);
  }
}

/** STATUS: whether ADD could be served now. */

import { CniError, CniErrorCode, type Invocation, ipamStatus } from "../../cni/mod.ts";
import { createLink, NetlinkError, Rtnetlink } from "../../netlink/mod.ts";
import { driverAbsentError, isDriverAbsent } from "../errors.ts";

/** Serves STATUS. Throws CniError: code 50 when there is no bonding driver, or what the IPAM plugin says. */
export async function status(invocation: Invocation): Promise<void> {
  using rt = Rtnetlink.open();
  requireDriver(rt);
  await ipamStatus(invocation);
}

/** An address that no interface can have, so that the driver refuses to make one. */
const IMPOSSIBLE_ADDRESS = "00:00:00:00:00:00";

/**
 * Throws CniError of code 50 unless the kernel has the bonding driver. Asks for a bond that the driver
 * itself must refuse: nothing is made, and a kernel that can load the driver does.
 */
function requireDriver(rt: Rtnetlink): void {
  const name = `bnd${crypto.randomUUID().slice(0, 8)}`;
  try {
    createLink(rt, { name, kind: "bond", address: IMPOSSIBLE_ADDRESS });
  } catch (error) {
    if (!(error instanceof NetlinkError)) throw error;
    if (error.code === "EADDRNOTAVAIL") return;
    if (isDriverAbsent(error)) throw driverAbsentError(error);
    throw new CniError(
      CniErrorCode.NotAvailable,
      `cannot make bonds: ${error.code}`,
      error.code === "EPERM" ? "the plugin needs CAP_NET_ADMIN" : error.kernelMessage,
      { cause: error },
    );
  }
}

/** STATUS: whether ADD could be served now. */

import { CniError, CniErrorCode, type Invocation, reasonOf, toCniError } from "../../cni/mod.ts";
import { createLink, NetlinkError, Rtnetlink } from "../../netlink/mod.ts";
import { driverAbsentError, isDriverAbsent } from "../errors.ts";

import { requireStateDir, STATE_DIR } from "../state_dir.ts";

/**
 * Serves STATUS, which makes a node NotReady when it fails: only where no ADD could succeed. Throws CniError:
 * code 50 when there is no bonding driver or no room for records, 50 or 51 when the IPAM plugin says so.
 */
export async function status(invocation: Invocation): Promise<void> {
  requireDriver();
  try {
    requireStateDir(STATE_DIR);
  } catch (cause) {
    throw unavailable(`records cannot be kept in ${STATE_DIR}`, cause);
  }
  if (!invocation.config.ipam) return;
  const { ipamStatus } = await import("./addresses.ts");
  try {
    await ipamStatus(invocation);
  } catch (error) {
    const { code, message } = toCniError(error);
    const isVerdict = code === CniErrorCode.NotAvailable ||
      code === CniErrorCode.LimitedConnectivity;
    if (isVerdict) throw error;
    // Plugins from before STATUS refuse it, and serve ADD all the same.
    invocation.log(
      `IPAM plugin ${invocation.config.ipam.type} does not say its status: ${message}`,
    );
  }
}

function unavailable(what: string, cause: unknown): CniError {
  const { details } = toCniError(cause);
  return new CniError(CniErrorCode.NotAvailable, `${what}: ${reasonOf(cause)}`, details, { cause });
}

/** An address that no interface can have, so that the driver refuses to make one. */
const IMPOSSIBLE_ADDRESS = "00:00:00:00:00:00";

/**
 * Throws CniError of code 50 unless the kernel has the bonding driver. Asks for a bond that the driver
 * itself must refuse: nothing is made, and a kernel that can load the driver does.
 */
export function requireDriver(): void {
  const name = `bnd${crypto.randomUUID().slice(0, 8)}`;
  try {
    using rt = Rtnetlink.open();
    createLink(rt, { name, kind: "bond", address: IMPOSSIBLE_ADDRESS });
  } catch (error) {
    if (!(error instanceof NetlinkError)) throw unavailable("the kernel cannot be asked", error);
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

/** Waiting until IPv6 addresses may be used. */

import { getLink, listAddresses, type Rtnetlink } from "../netlink/mod.ts";

/** The reference library's patience with duplicate address detection, in milliseconds. */
const SETTLE_TIMEOUT_MS = 5000;
const POLL_INTERVAL_MS = 50;

/**
 * Waits until no IPv6 address of the interface is tentative, at most `timeoutMs`. An interface that
 * has no carrier by then is left as it is: detection goes on when it gets one. Throws Error when an
 * address is a duplicate, or detection takes too long, and the reason of `signal`.
 */
export async function settleAddresses(
  rt: Rtnetlink,
  ifname: string,
  options: { timeoutMs?: number; signal?: AbortSignal } = {},
): Promise<void> {
  const { timeoutMs = SETTLE_TIMEOUT_MS, signal } = options;
  const { index } = getLink(rt, ifname);
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    signal?.throwIfAborted();
    const addresses = listAddresses(rt, { index, family: 6 });
    const duplicate = addresses.find((address) => address.dadFailed);
    if (duplicate) {
      throw new Error(
        `link ${ifname} has address ${duplicate.address} in DADFAILED state: ` +
          "another station on its network uses it",
      );
    }
    const tentative = addresses.find((address) => address.tentative);
    if (!tentative) return;
    if (performance.now() >= deadline) {
      if (getLink(rt, index).operState !== "up") return;
      throw new Error(
        `link ${ifname} still has tentative address ${tentative.address} after ${timeoutMs} ms`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL_MS));
  }
}

/** Waiting until a bond can send. */

import { CniError } from "../../cni/mod.ts";
import { getLink, type Rtnetlink } from "../../netlink/mod.ts";
import type { BondConfig } from "../config/mod.ts";
import { BondErrorCode } from "../errors.ts";

const POLL_INTERVAL_MS = 10;

/**
 * Waits until the bond has carrier, at most `waitForCarrier` ms. After that it throws CniError of code
 * 106, or says so in the log, as `waitPolicy` wants. Throws the reason of `signal`.
 */
export async function untilCarrier(
  rt: Rtnetlink,
  bondIndex: number,
  { waitForCarrier, waitPolicy }: Pick<BondConfig, "waitForCarrier" | "waitPolicy">,
  signal: AbortSignal,
  log: (message: string) => void,
): Promise<void> {
  const deadline = performance.now() + waitForCarrier;
  for (;;) {
    signal.throwIfAborted();
    const bond = getLink(rt, bondIndex);
    if (bond.running) return;
    if (performance.now() >= deadline) {
      const problem = `${bond.name} has no carrier after ${waitForCarrier} ms`;
      if (waitPolicy === "warn") return log(problem);
      throw new CniError(
        BondErrorCode.NoCarrier,
        problem,
        "check the cables and switch ports of its links; or set waitPolicy to warn",
      );
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL_MS));
  }
}

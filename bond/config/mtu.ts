/** The MTU of a bond beside those of its links. */

import type { Settings } from "./settings.ts";

/** The largest MTU of a bond of which the configuration says nothing, as with the Go plugin. */
export const DEFAULT_MTU = 1500;

/** Whether the MTU that was asked for is more than a bond over this link can have. */
export function exceedsLink(
  { mtu, mtuPolicy }: Pick<Settings, "mtu" | "mtuPolicy">,
  link: {
    mtu: number; /** The most that its driver takes, 0 where it does not say. */
    maxMtu?: number;
  },
): boolean {
  if (mtu === "auto" || mtu === 0) return false;
  return mtu > (mtuPolicy === "force" ? link.maxMtu || Infinity : link.mtu);
}

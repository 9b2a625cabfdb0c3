/** The chain of a pod before it runs, as a tree. */

import type { ChainLink } from "../play/replay/mod.ts";
import { table } from "./layout.ts";

/** Returns one line for each attachment: interface, plugin types, network, device. */
export function chainTree(chain: readonly ChainLink[]): string[] {
  const rows = chain.map(({ ifname, types, network, device }) => [
    ifname,
    types.join(" → "),
    network,
    device ?? "",
  ]);
  return table(rows).map((row, i) => `${i === rows.length - 1 ? "└─" : "├─"} ${row}`);
}

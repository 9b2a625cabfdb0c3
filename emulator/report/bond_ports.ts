/** The bonds of a pod, each with a table of its links. */

import type { PodLink } from "../lab/sandbox/mod.ts";
import { table } from "./layout.ts";

/** Returns the lines for the bonds among `links`; none where there is no bond. */
export function bondPortLines(links: readonly PodLink[]): string[] {
  return links.flatMap(({ name, bond }) => {
    if (!bond) return [];
    const { mode = "", active_slave: active } = bond;
    const ports = links.filter(({ master }) => master === name);
    const rows = ports.map(({ name, bondPort, mtu, mac }) => [
      name,
      bondPort?.state ?? "",
      bondPort?.miiStatus ?? "",
      String(mtu),
      mac,
    ]);
    return [
      `${name}: ${mode}${active ? `, sends through ${active}` : ""}`,
      ...table([["LINK", "STATE", "MII", "MTU", "ADDRESS"], ...rows]).map((line) => `  ${line}`),
    ];
  });
}

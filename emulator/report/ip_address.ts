/** A pod's links the way `ip address` shows them, without queues and lifetimes. */

/** Returns the lines for `links`. */
export function ipAddress(links: readonly PodLink[]): string[] {
  return links.flatMap((link) => [headLine(link), hardwareLine(link), ...addressLines(link)]);
}

function headLine({ index, name, parent, flags, mtu, master, operState }: PodLink): string {
  const label = parent ? `${name}@${parent}` : name;
  const port = master ? ` master ${master}` : "";
  const state = operState.toUpperCase();
  return `${index}: ${label}: <${flags.join(",")}> mtu ${mtu}${port} state ${state}`;
}

function hardwareLine(link: PodLink): string {
  return isLoopback(link)
    ? `    link/loopback ${link.mac} brd 00:00:00:00:00:00`
    : `    link/ether ${link.mac} brd ff:ff:ff:ff:ff:ff`;
}

function addressLines(link: PodLink): string[] {
  const scope = isLoopback(link) ? "host" : "global";
  return link.addresses.map((cidr) =>
    cidr.includes(":")
      ? `    inet6 ${cidr} scope ${scope}`
      : `    inet ${cidr} scope ${scope} ${link.name}`
  );
}

function isLoopback({ flags }: PodLink): boolean {
  return flags.includes("LOOPBACK");
}
import type { PodLink } from "../lab/sandbox/mod.ts";

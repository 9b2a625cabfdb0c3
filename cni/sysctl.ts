/** Kernel settings of one interface, in one network namespace. */

import type { Netns } from "../netlink/mod.ts";

/**
 * Returns /proc/sys/net/<family>/conf/<ifname>/<setting> in `netns`, without the newline. Throws
 * when the setting does not exist. Synchronous: /proc/sys/net shows the namespace of the thread
 * that reads it, and asynchronous file operations run on another thread.
 */
export function readInterfaceSetting(
  netns: Netns,
  family: "ipv4" | "ipv6",
  ifname: string,
  setting: string,
): string {
  return netns.run(() => Deno.readTextFileSync(pathOf(family, ifname, setting))).trimEnd();
}

/** Writes a setting of an interface; see `readInterfaceSetting`. */
export function writeInterfaceSetting(
  netns: Netns,
  family: "ipv4" | "ipv6",
  ifname: string,
  setting: string,
  value: string,
): void {
  netns.run(() =>
    Deno.writeTextFileSync(pathOf(family, ifname, setting), value, { create: false })
  );
}

/** An interface name has no "/", but may have dots: the path form of sysctl is unambiguous. */
function pathOf(family: string, ifname: string, setting: string): string {
  return `/proc/sys/net/${family}/conf/${ifname}/${setting}`;
}

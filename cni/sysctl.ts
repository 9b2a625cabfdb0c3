/** Kernel settings of one interface, in one network namespace. */

import { type Netns, readKernelFile, writeKernelFile } from "../netlink/mod.ts";

/**
 * Returns /proc/sys/net/<family>/conf/<ifname>/<setting> in `netns`, without the newline. Throws
 * SystemError when the setting does not exist.
 */
export function readInterfaceSetting(
  netns: Netns,
  family: "ipv4" | "ipv6",
  ifname: string,
  setting: string,
): string {
  return netns.run(() => readKernelFile(pathOf(family, ifname, setting))).trimEnd();
}

/** Writes a setting of an interface; see `readInterfaceSetting`. */
export function writeInterfaceSetting(
  netns: Netns,
  family: "ipv4" | "ipv6",
  ifname: string,
  setting: string,
  value: string,
): void {
  netns.run(() => writeKernelFile(pathOf(family, ifname, setting), value));
}

/** An interface name has no "/", but may have dots: the path form of sysctl is unambiguous. */
function pathOf(family: string, ifname: string, setting: string): string {
  return `/proc/sys/net/${family}/conf/${ifname}/${setting}`;
}

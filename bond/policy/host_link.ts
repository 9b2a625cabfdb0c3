/** What rules look at of a host link. */

import { type Link, listKernelFolder, readKernelFile } from "../../netlink/mod.ts";
import type { HostLink } from "./decide.ts";

/** Returns what the kernel says of `link` and its device, in this process' sysfs where netlink does not say it. */
export function describeHostLink(link: Link): HostLink {
  const { name, parentDevice } = link;
  const folder = parentDevice
    ? `/sys/bus/${parentDevice.bus}/devices/${parentDevice.name}`
    : sysfsDevice(link);
  return {
    name,
    driver: folder === undefined ? "" : driverOf(folder),
    pciAddress: parentDevice?.bus === "pci" ? parentDevice.name.toLowerCase() : "",
    hasDevice: folder !== undefined,
  };
}

/** Linux before 5.14 names the device in sysfs alone, where that shows this very link. */
function sysfsDevice({ name, index, address }: Link): string | undefined {
  const folder = `/sys/class/net/${name}`;
  try {
    const shown = readKernelFile(`${folder}/ifindex`).trim() === String(index) &&
      readKernelFile(`${folder}/address`).trim() === address;
    if (!shown) return undefined;
    listKernelFolder(`${folder}/device`);
    return `${folder}/device`;
  } catch {
    return undefined;
  }
}

/** The link `driver` leads to a folder that is called like it; uevent says it in words. */
function driverOf(folder: string): string {
  try {
    const line = readKernelFile(`${folder}/uevent`).split("\n")
      .find((line) => line.startsWith("DRIVER="));
    return line?.slice("DRIVER=".length) ?? "";
  } catch {
    return "";
  }
}

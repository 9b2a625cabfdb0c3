/** What sysfs would tell plugins of the node's cards: the kernel of a lab has no PCI. */

import type { NodeModel } from "../../input/model.ts";
import { devicesOf } from "./wiring.ts";

const BUSES = "/sys/bus";
const DEVICES = `${BUSES}/pci/devices`;

/**
 * Shows the node's cards under /sys/bus/pci, each with its network device and the driver that it is bound to,
 * in place of what this world has there. Throws Error where nothing can be mounted.
 */
export function showCards(node: NodeModel): void {
  const { success, stderr } = new Deno.Command("mount", {
    args: ["-n", "-t", "tmpfs", "tmpfs", BUSES],
  }).outputSync();
  if (!success) throw new Error(`mount ${BUSES}: ${new TextDecoder().decode(stderr).trim()}`);
  for (const { name, pciAddress, driver = "unknown" } of devicesOf(node)) {
    const device = `${DEVICES}/${pciAddress}`;
    const drivers = `${BUSES}/pci/drivers/${driver}`;
    for (const folder of [`${device}/net/${name}`, drivers]) {
      Deno.mkdirSync(folder, { recursive: true });
    }
    Deno.symlinkSync(drivers, `${device}/driver`);
  }
}

/** Takes it away again. */
export function hideCards(): void {
  new Deno.Command("umount", { args: ["-n", BUSES], stderr: "null" }).outputSync();
}

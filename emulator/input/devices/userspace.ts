/** Devices that the kernel does not drive. */

/** Drivers that hand a function to a program in user space: it has no network device then. */
const USERSPACE_DRIVERS: readonly string[] = ["vfio-pci", "uio_pci_generic", "igb_uio"];

/** Returns whether a virtual function is driven from user space. */
export function isUserspace({ driver }: { driver: string }): boolean {
  return USERSPACE_DRIVERS.includes(driver);
}

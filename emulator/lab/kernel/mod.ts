/**
 * Where a command finds a Linux kernel with the bonding driver, and root in a world of its own.
 * @module
 */
export {
  type Kernel,
  KERNEL_CHOICES,
  type KernelChoice,
  KernelError,
  type Log,
  type RunOptions,
} from "./kernel.ts";
export { Exchange } from "./exchange.ts";
export { mountOptionsOf } from "./mounts.ts";
export {
  allPackages,
  demoPackages,
  installCommand,
  missingPackages,
  type Package,
} from "./packages.ts";
export {
  DEFLATED_PRELOAD_FILE,
  hasAmx,
  needsPreload,
  PRELOAD_FILE,
  preloadLibrary,
} from "./preload.ts";
export { Interrupted, Interruption } from "./process.ts";
export { allowedProcessors } from "./processor.ts";
export { provision } from "./provision.ts";
export { selectKernel } from "./select.ts";
export { atLeast } from "./release.ts";

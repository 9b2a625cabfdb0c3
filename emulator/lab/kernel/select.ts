import { HostKernel } from "./host.ts";
import { type Kernel, type KernelChoice, KernelError, type Log } from "./kernel.ts";
import { type UmlOptions, UserModeLinux } from "./uml.ts";

/**
 * The kernel of that choice; `auto` takes the machine's own where that has bonding and this process
 * may create namespaces, else User-mode Linux. Whoever names a User-mode Linux gets that.
 * @throws {KernelError} when it cannot be had, saying why and what to do.
 */
export function selectKernel(choice: KernelChoice, log: Log, options: UmlOptions = {}): Kernel {
  const { kernelPath } = options;
  if (choice === "host" && kernelPath !== undefined) {
    throw new KernelError(
      `--kernel host excludes --kernel-path ${kernelPath}: leave one of them out`,
    );
  }
  if (choice === "uml" || kernelPath !== undefined) return new UserModeLinux(log, options);
  const host = HostKernel.obstacle();
  if (host === "") return new HostKernel(log);
  if (choice === "host") throw new KernelError(`the host kernel cannot be used: ${host}`);
  try {
    return new UserModeLinux(log, options);
  } catch (error) {
    if (!(error instanceof KernelError)) throw error;
    throw new KernelError(`no kernel with bonding: ${host}; ${error.message}`, { cause: error });
  }
}

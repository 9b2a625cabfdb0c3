import { HostKernel } from "./host.ts";
import { type Kernel, type KernelChoice, KernelError, type Log } from "./kernel.ts";
import { UserModeLinux } from "./uml.ts";

/**
 * The kernel of that choice; `auto` takes the machine's own where that has bonding and this process
 * may create namespaces, else User-mode Linux.
 * @throws {KernelError} when it cannot be had, saying why and what to do.
 */
export function selectKernel(choice: KernelChoice, log: Log): Kernel {
  const host = choice === "uml" ? "" : HostKernel.obstacle();
  if (choice !== "uml" && host === "") return new HostKernel(log);
  if (choice === "host") throw new KernelError(`the host kernel cannot be used: ${host}`);
  const uml = UserModeLinux.obstacle();
  if (uml === "") return new UserModeLinux(log);
  const reasons = [host, uml].filter((reason) => reason !== "").join("; ");
  throw new KernelError(`no kernel with bonding: ${reasons}`);
}

/** Having cases replayed in several guests at once. */

import { statfsSync } from "node:fs";
import { readKernelFile } from "../../../netlink/mod.ts";
import { allowedProcessors, Exchange, Interruption, type Kernel } from "../../lab/kernel/mod.ts";
import { type Listener, type ReplayCase, replayOn } from "../replay/mod.ts";

/** Memory of each guest, in MiB: two of them and what runs them fit into 1 GiB. */
const GUEST_MB = 384;
/** What it takes beside that, in MiB, of which half is this very process. */
const BESIDE_MB = 96;

/**
 * How many guests play at once: one for each processor, as far as the memory goes that is left, and no
 * more than there are cases.
 * @param availableMb In MiB.
 */
export function guestCount(cases: number, processors: number, availableMb: number): number {
  const fitting = Math.floor(availableMb / (GUEST_MB + BESIDE_MB));
  return Math.max(1, Math.min(cases, processors, fitting));
}

/**
 * Replays the cases in as many guests as this machine has room for; each takes the next one when it
 * has ended one. On the machine's own kernel it is one world. Throws as {@linkcode replayOn} does, when
 * all guests have ended: what one of them leaves, the others play.
 */
export async function inGuests(
  kernel: Kernel,
  cases: ReplayCase[],
  listener: Listener,
): Promise<void> {
  const count = kernel.provider === "host"
    ? 1
    : guestCount(cases.length, allowedProcessors().length, availableMb());
  if (count === 1) return await replayOn(kernel, cases, listener);
  // So that whoever is asked to end does so when all guests are gone.
  using interruption = new Interruption();
  using claims = Exchange.create();
  const share = { claims: claims.folder, memoryMb: GUEST_MB };
  const ended = await Promise.allSettled(
    Array.from({ length: count }, () => replayOn(kernel, cases, listener, share)),
  );
  interruption.signal.throwIfAborted();
  for (const { reason } of ended.filter((one) => one.status === "rejected")) throw reason;
}

/** Memory that guests may take, in MiB: of the machine, of this control group, and of /dev/shm. */
function availableMb(): number {
  const kilobytes = Number(
    /^MemAvailable:\s*(\d+) kB$/m.exec(readKernelFile("/proc/meminfo"))?.[1],
  );
  return Math.min(kilobytes / 1024, groupMb(), sharedMb());
}

/** What the control group of this process leaves (cgroup v2), in MiB. */
function groupMb(): number {
  const [, group = "/"] = /^0::(.*)$/m.exec(readKernelFile("/proc/self/cgroup")) ?? [];
  const number = (file: string) => {
    try {
      return Number(readKernelFile(`/sys/fs/cgroup${group}/${file}`));
    } catch {
      return NaN;
    }
  };
  const left = number("memory.max") - number("memory.current");
  return Number.isNaN(left) ? Infinity : left / 1024 / 1024;
}

/** Where guests' memory goes when it fits there; else it goes to a disk. */
function sharedMb(): number {
  try {
    const { bavail, bsize } = statfsSync("/dev/shm");
    const left = bavail * bsize / 1024 / 1024;
    return left < GUEST_MB ? Infinity : left;
  } catch {
    return Infinity;
  }
}

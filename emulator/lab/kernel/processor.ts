import { readKernelFile } from "../../../netlink/mod.ts";

/**
 * Returns the number of the processor for a guest: of those that this process may use the one that
 * fewest other guests have. `taken` lists theirs.
 *
 * User-mode Linux lets each system call of a guest's process be seen by a second process of the
 * machine. On one processor the two take turns at a third of the cost.
 */
export function chooseProcessor(allowed: readonly number[], taken: readonly number[]): number {
  const load = (processor: number) => taken.filter((other) => other === processor).length;
  return allowed.toSorted((a, b) => load(a) - load(b))[0] ?? 0;
}

/** Returns the numbers of the processors that this process may use. */
export function allowedProcessors(): number[] {
  const [, list = ""] = /^Cpus_allowed_list:\s*(.*)$/m.exec(readKernelFile("/proc/self/status")) ??
    [];
  return parseProcessorList(list);
}

/** Reads a list as the kernel writes it, such as "0-3,8": see cpuset(7), "List format". */
export function parseProcessorList(list: string): number[] {
  return list.split(",").filter((range) => range !== "").flatMap((range) => {
    const [first = 0, last = first] = range.split("-").map(Number);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}

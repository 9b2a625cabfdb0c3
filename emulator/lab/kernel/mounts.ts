import { readKernelFile } from "../../../netlink/mod.ts";

/** The options of the file system that `path` is on: the longest mount point above it counts, the last of several. */
export function mountOptionsOf(path: string): string[] {
  const mounts = readKernelFile("/proc/thread-self/mounts").split("\n")
    .map((line) => line.split(" "))
    .filter(([, point = ""]) => point === "/" || path === point || path.startsWith(`${point}/`))
    .sort(([, one = ""], [, other = ""]) => one.length - other.length);
  return mounts.at(-1)?.[3]?.split(",") ?? [];
}

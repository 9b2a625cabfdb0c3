import { allFiles } from "../sources.ts";

/** What was asked for on the command line: which tests, and how they are to be run. */
interface Chosen {
  /** Files of tests, in a fixed order. */
  files: string[];
  /** Arguments for `deno test`. */
  flags: string[];
}

/** Reads arguments: paths, at and below which tests are meant, all without one; and options. */
export async function choose(args: readonly string[]): Promise<Chosen> {
  const paths = args.filter((arg) => !arg.startsWith("-")).map((path) => path.replace(/^\.\//, ""));
  const files: string[] = [];
  for await (const file of allFiles(".")) {
    if (!file.endsWith("_test.ts")) continue;
    if (paths.length === 0 || paths.some((path) => file.startsWith(path))) files.push(file);
  }
  return { files, flags: args.filter((arg) => arg.startsWith("-") && arg !== "--") };
}

/** Whether tests boot kernels and build executables themselves. */
export function isForMachine(file: string): boolean {
  return file.endsWith("_machine_test.ts");
}

/** Whether tests need root, namespaces and the bonding driver. */
export function isForKernel(file: string): boolean {
  return file.endsWith("_kernel_test.ts");
}

/** Whether tests say what the distribution's kernel does not know; they are for a kernel. */
export function isForStableKernel(file: string): boolean {
  return file.endsWith("_stable_kernel_test.ts");
}

/**
 * Runs the tests that need a kernel: first `*_machine_test.ts`, which boot kernels and build
 * executables themselves, on the machine; then `*_kernel_test.ts`, which need root, namespaces and
 * the bonding driver, inside a kernel. Paths as arguments choose among them, other arguments go to
 * `deno test`. Fails when a test could not be run.
 */
import { type Kernel, selectKernel } from "../emulator/kernel/mod.ts";
import { run } from "./command.ts";
import { main } from "./main.ts";
import { writeLine, writeOut } from "./output.ts";
import { allFiles } from "./sources.ts";

/** What a part of the tests wrote, in order, and how it ended. */
interface Outcome {
  output: Uint8Array[];
  code: number;
}

const denoTest = [Deno.execPath(), "test", "--allow-all", "--no-check", "--cached-only"];

async function testKernel(args: readonly string[]): Promise<number> {
  const paths = args.filter((arg) => !arg.startsWith("-"));
  const flags = args.filter((arg) => arg.startsWith("-") && arg !== "--");
  const chosen = await Array.fromAsync(allFiles("."));
  const matching = (suffix: string) =>
    chosen.filter((file) =>
      file.endsWith(suffix) &&
      (paths.length === 0 || paths.some((path) => file.startsWith(path.replace(/^\.\//, ""))))
    );
  const onMachine = matching("_machine_test.ts");
  const inKernel = matching("_kernel_test.ts");
  if (onMachine.length + inKernel.length === 0) {
    writeLine("no kernel test is among these paths");
    return 1;
  }
  // Inside there is no network.
  await run([Deno.execPath(), "install", "--quiet", "--entrypoint", ...onMachine, ...inKernel]);
  const outcomes: Outcome[] = [];
  if (onMachine.length > 0) outcomes.push(await testOnMachine([...flags, ...onMachine]));
  if (inKernel.length > 0) {
    const kernel = selectKernel("auto", writeLine);
    // A guest has one processor.
    const count = kernel.provider === "uml" ? Math.min(2, navigator.hardwareConcurrency) : 1;
    const parts = await shards(inKernel, count);
    outcomes.push(
      ...await Promise.all(
        parts.map((part, index) => testInKernel(kernel, [...flags, ...part], index === 0)),
      ),
    );
  }
  return report(outcomes);
}

async function testOnMachine(args: readonly string[]): Promise<Outcome> {
  const [program = "", ...rest] = [...denoTest, ...args];
  const { code } = await new Deno.Command(program, { args: rest, stdin: "null" }).spawn().status;
  return { output: [], code };
}

/** Shows the output as it comes, or keeps it for later. */
async function testInKernel(
  kernel: Kernel,
  args: readonly string[],
  live: boolean,
): Promise<Outcome> {
  const output: Uint8Array[] = [];
  const sink = (chunk: Uint8Array) => live ? writeOut(Deno.stdout, chunk) : output.push(chunk);
  const { code } = await kernel.run([...denoTest, ...args], { stdout: sink, stderr: sink });
  return { output, code };
}

/** Writes what was kept, failures last, so that the last summary is of a failure if there is one. */
function report(outcomes: readonly Outcome[]): number {
  const ordered = outcomes.toSorted((a, b) => a.code - b.code);
  for (const { output } of ordered) output.forEach((chunk) => writeOut(Deno.stdout, chunk));
  return ordered.at(-1)?.code ?? 1;
}

/** Deals files out so that the parts are of about the same size; the largest first. */
async function shards(files: readonly string[], count: number): Promise<string[][]> {
  const parts = Array.from({ length: count }, () => ({ files: [] as string[], size: 0 }));
  const sized = await Promise.all(files.map(async (file) => ({ file, ...await Deno.stat(file) })));
  for (const { file, size } of sized.toSorted((a, b) => b.size - a.size)) {
    const smallest = parts.reduce((least, part) => part.size < least.size ? part : least);
    smallest.files.push(file);
    smallest.size += size;
  }
  return parts.map((part) => part.files).filter((part) => part.length > 0);
}

await main(() => testKernel(Deno.args));

/**
 * Runs the tests that need a kernel: first `*_machine_test.ts`, which boot kernels and build
 * executables themselves, on the machine; then `*_kernel_test.ts`, which need root, namespaces and
 * the bonding driver, inside the newest kernel that is at hand. Of these `*_stable_kernel_test.ts` say what
 * the distribution's kernel does not know, and run in that. Paths as arguments choose among them,
 * `--memory=MIB` is what a guest has, other arguments go to `deno test`. Fails when a test could not be run.
 */
import { type Kernel, selectKernel } from "../emulator/lab/kernel/mod.ts";
import { run } from "./command.ts";
import { main } from "./main.ts";
import { writeLine, writeOut } from "./output.ts";
import { buildPreload } from "./preload.ts";
import { allFiles } from "./sources.ts";

/** Hardware of a guest, for the tests of what becomes of hardware. */
const testDevices = 2;

/** The distribution's kernel, though a newer one may have been fetched. */
const STABLE_KERNEL = "/usr/bin/linux.uml";

/** What a part of the tests wrote, whether that was shown as it came, and how the part ended. */
interface Outcome {
  output: Uint8Array[];
  shown: boolean;
  code: number;
}

const MEMORY = /^--memory=(\d+)$/;

const denoTest = [Deno.execPath(), "test", "--allow-all", "--no-check", "--cached-only"];

async function testKernel(args: readonly string[]): Promise<number> {
  const paths = args.filter((arg) => !arg.startsWith("-"));
  const flags = args.filter((arg) => arg.startsWith("-") && arg !== "--" && !MEMORY.test(arg));
  const memoryMb = args.map((arg) => MEMORY.exec(arg)?.[1]).find((mib) => mib !== undefined);
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
  await buildPreload();
  const outcomes: Outcome[] = [];
  if (onMachine.length > 0) outcomes.push(await testOnMachine([...flags, ...onMachine]));
  if (inKernel.length > 0) {
    const newest = selectKernel("auto", writeLine);
    // A guest has one processor.
    const count = newest.provider === "uml" ? Math.min(2, navigator.hardwareConcurrency) : 1;
    const isStable = (file: string) => file.endsWith("_stable_kernel_test.ts");
    const parts = await shards(inKernel.filter((file) => !isStable(file)), count);
    const runs = parts.map((files) => ({ kernel: newest, files }));
    const stable = inKernel.filter(isStable);
    if (stable.length > 0) {
      const kernel = selectKernel("auto", () => {}, { kernelPath: STABLE_KERNEL });
      runs.push({ kernel, files: stable });
    }
    outcomes.push(
      ...await Promise.all(
        runs.map(({ kernel, files }, i) =>
          testInKernel(kernel, [...flags, ...files], i === 0, memoryMb)
        ),
      ),
    );
  }
  return await report(outcomes);
}

async function testOnMachine(args: readonly string[]): Promise<Outcome> {
  const [program = "", ...rest] = [...denoTest, ...args];
  const child = new Deno.Command(program, { args: rest, stdin: "null", stdout: "piped" }).spawn();
  const output: Uint8Array[] = [];
  for await (const chunk of child.stdout) {
    output.push(chunk);
    writeOut(Deno.stdout, chunk);
  }
  return { output, shown: true, code: (await child.status).code };
}

/** Shows the output as it comes, or keeps it for later. */
async function testInKernel(
  kernel: Kernel,
  args: readonly string[],
  shown: boolean,
  memoryMb: string | undefined,
): Promise<Outcome> {
  const output: Uint8Array[] = [];
  const sink = (chunk: Uint8Array) => {
    output.push(chunk);
    if (shown) writeOut(Deno.stdout, chunk);
  };
  const { code } = await kernel.run([...denoTest, ...args], {
    stdout: sink,
    stderr: sink,
    devices: testDevices,
    ...(memoryMb === undefined ? {} : { memoryMb: Number(memoryMb) }),
  });
  return { output, shown, code };
}

/** Writes what was kept, failures last, and their errors again where they were shown long ago. */
async function report(outcomes: readonly Outcome[]): Promise<number> {
  const ordered = outcomes.toSorted((a, b) => a.code - b.code);
  for (const { output, shown, code } of ordered) {
    if (!shown) output.forEach((chunk) => writeOut(Deno.stdout, chunk));
    else if (code !== 0) writeOut(Deno.stdout, await errors(output));
  }
  for (const { output } of ordered) (await leftOut(output)).forEach(writeLine);
  return ordered.at(-1)?.code ?? 1;
}

/** What tests have said that they could not do on this machine: lines that begin so. */
async function leftOut(output: Uint8Array[]): Promise<string[]> {
  const text = await new Blob(output as Uint8Array<ArrayBuffer>[]).text();
  return text.split("\n").filter((line) => line.startsWith("left out, "));
}

/** What failed and why, and the counts: with them the output of `deno test` ends. */
async function errors(output: Uint8Array[]): Promise<Uint8Array> {
  const text = await new Blob(output as Uint8Array<ArrayBuffer>[]).text();
  return new TextEncoder().encode(text.slice(Math.max(0, text.lastIndexOf(" ERRORS "))));
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

/**
 * Runs the tests that need a kernel: `*_machine_test.ts`, which boot kernels and build executables
 * themselves, on the machine; and `*_kernel_test.ts`, which need root, namespaces and the bonding driver,
 * inside the newest kernel that is at hand. Of these `*_stable_kernel_test.ts` say what the distribution's
 * kernel does not know, and run in that. Paths as arguments choose among them, `--memory=MIB` is what a
 * guest has, other arguments go to `deno test`. Fails when a test could not be run.
 */
import { Interruption, type Kernel, selectKernel } from "../../emulator/lab/kernel/mod.ts";
import { run } from "../command.ts";
import { main } from "../main.ts";
import { writeLine, writeOut } from "../output.ts";
import { buildPreload } from "../preload.ts";
import { choose, isForKernel, isForMachine, isForStableKernel } from "./chosen.ts";
import { type Job, type Outcome, runInLanes, type Sink } from "./lanes.ts";
import { bySize, deal, DENO_TEST, together } from "./together.ts";

/** Hardware of a guest, for the tests of what becomes of hardware. */
const testDevices = 2;

/** The distribution's kernel, though a newer one may have been fetched. */
const STABLE_KERNEL = "/usr/bin/linux.uml";

/** A guest has one processor, and most tests on the machine use no more. */
const LANES = Math.min(2, navigator.hardwareConcurrency);

/** Guests that the kernel tests are dealt out to: enough that no lane is idle for long at the end. */
const GUESTS = 3 * LANES;

const MEMORY = /^--memory=(\d+)$/;

async function testKernel(args: readonly string[]): Promise<number> {
  const memoryMb = args.map((arg) => MEMORY.exec(arg)?.[1]).find((mib) => mib !== undefined);
  const { files, flags } = await choose(args.filter((arg) => !MEMORY.test(arg)));
  const onMachine = files.filter(isForMachine);
  const inKernel = files.filter(isForKernel);
  if (onMachine.length + inKernel.length === 0) {
    writeLine("no kernel test is among these paths");
    return 1;
  }
  // Inside there is no network.
  await run([Deno.execPath(), "install", "--quiet", "--entrypoint", ...onMachine, ...inKernel]);
  await buildPreload();
  using interruption = new Interruption();
  const { signal } = interruption;
  const folder = Deno.makeTempDirSync({ prefix: "bond-tests-" });
  try {
    const inGuest = (kernel: Kernel, name: string, part: readonly string[]): Job => (sink) =>
      testInKernel(kernel, [...flags, together(folder, name, part)], sink, memoryMb);
    const jobs: Job[] = [];
    const stable = inKernel.filter(isForStableKernel);
    if (stable.length > 0) {
      const kernel = selectKernel("auto", () => {}, { kernelPath: STABLE_KERNEL });
      jobs.push(inGuest(kernel, "stable", stable));
    }
    const others = inKernel.filter((file) => !isForStableKernel(file));
    if (others.length > 0) {
      const kernel = selectKernel("auto", writeLine);
      const parts = deal(others, kernel.provider === "uml" ? GUESTS : 1);
      jobs.push(...parts.map((part, i) => inGuest(kernel, `kernel${i}`, part)));
    }
    // Last, as most are short and fill the lanes to the end.
    jobs.push(
      ...bySize(onMachine).map((file): Job => (sink) =>
        testOnMachine([...flags, file], sink, signal)
      ),
    );
    return await report(
      await runInLanes(jobs, LANES, (chunk) => writeOut(Deno.stdout, chunk)),
    );
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

async function testOnMachine(
  args: readonly string[],
  sink: Sink,
  signal: AbortSignal,
): Promise<number> {
  const [program = "", ...rest] = [...DENO_TEST, ...args];
  const command = new Deno.Command(program, {
    args: rest,
    stdin: "null",
    stdout: "piped",
    signal,
  });
  const child = command.spawn();
  for await (const chunk of child.stdout) sink(chunk);
  const { code } = await child.status;
  signal.throwIfAborted();
  return code;
}

async function testInKernel(
  kernel: Kernel,
  args: readonly string[],
  sink: Sink,
  memoryMb: string | undefined,
): Promise<number> {
  const { code } = await kernel.run([...DENO_TEST, "--cached-only", ...args], {
    stdout: sink,
    stderr: sink,
    devices: testDevices,
    ...(memoryMb === undefined ? {} : { memoryMb: Number(memoryMb) }),
  });
  return code;
}

/** Says in the last lines what failed and why, what was left out, and how many tests there were. */
async function report(outcomes: readonly Outcome[]): Promise<number> {
  const said = await Promise.all(
    outcomes.map(({ output }) => new Blob(output as Uint8Array<ArrayBuffer>[]).text()),
  );
  outcomes.forEach(({ code }, i) => {
    if (code !== 0) writeOut(Deno.stdout, new TextEncoder().encode(errors(said[i] ?? "")));
  });
  said.flatMap(leftOut).forEach(writeLine);
  writeLine(`in all ${count(said, "passed")} passed, ${count(said, "failed")} failed`);
  return Math.max(...outcomes.map(({ code }) => code));
}

/** Adds up what the runs of `deno test` say at their ends. */
function count(said: readonly string[], what: "passed" | "failed"): number {
  const ofAll = said.flatMap((text) =>
    text.match(new RegExp(`(?<=\\| )\\d+(?= ${what}\\b)`, "g")) ?? []
  );
  return ofAll.reduce((sum, each) => sum + Number(each), 0);
}

/** What tests have said that they could not do on this machine: lines that begin so. */
function leftOut(text: string): string[] {
  return text.split("\n").filter((line) => line.startsWith("left out, "));
}

/** What failed and why, and the counts: with them the output of `deno test` ends. */
function errors(text: string): string {
  return text.slice(Math.max(0, text.lastIndexOf(" ERRORS ")));
}

await main(() => testKernel(Deno.args));

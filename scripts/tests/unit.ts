/**
 * Runs the tests that need no privileges and no kernel: of the places that the arguments name, or all.
 * Options go to `deno test`.
 */
import { Interruption } from "../../emulator/lab/kernel/mod.ts";
import { main } from "../main.ts";
import { writeLine } from "../output.ts";
import { choose, isForKernel, isForMachine } from "./chosen.ts";
import { deal, DENO_TEST, together } from "./together.ts";

async function testUnits(args: readonly string[]): Promise<number> {
  const { files, flags } = await choose(args);
  const units = files.filter((file) => !isForKernel(file) && !isForMachine(file));
  if (units.length === 0) {
    writeLine("no unit test is among these paths");
    return 1;
  }
  using interruption = new Interruption();
  const folder = Deno.makeTempDirSync({ prefix: "bond-tests-" });
  try {
    const parts = deal(units, navigator.hardwareConcurrency)
      .map((part, i) => together(folder, `unit${i}`, part));
    const [program = "", ...rest] = [...DENO_TEST, "--parallel", ...flags, ...parts];
    const { signal } = interruption;
    const { code } = await new Deno.Command(program, { args: rest, signal }).spawn().status;
    signal.throwIfAborted();
    return code;
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

await main(() => testUnits(Deno.args));

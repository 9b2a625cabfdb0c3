import { Interrupted } from "../emulator/lab/kernel/mod.ts";
import { writeLine } from "./output.ts";

/** Ends this process with the status of the work; what it throws is said in one line, and is 1. */
export async function main(work: () => Promise<number>): Promise<never> {
  try {
    return Deno.exit(await work());
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    writeLine(error.message);
    return Deno.exit(error instanceof Interrupted ? error.exitStatus : 1);
  }
}

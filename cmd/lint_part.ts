/** `bond lint` by itself: it is run before each commit, and needs far less than the rest of the lab. */

import { Status } from "../emulator/input/status.ts";
import { lintCommand } from "./lint.ts";
import { parseLine, programOf } from "./program.ts";

/** Runs a command line whose first word is `lint`, and returns the exit status. */
export async function runLint(args: readonly string[]): Promise<number> {
  let status: number = Status.ok;
  const lint = lintCommand((code) => {
    status = code;
  });
  return await parseLine(programOf([lint]), args) ?? status;
}

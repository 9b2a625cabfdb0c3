/** `bond lint` by itself: it is run before each commit, and needs far less than the rest of the lab. */

import { lintCommand } from "./lint.ts";
import { programOf, runLine } from "./program.ts";

/** Runs a command line whose first word is `lint`, and returns the exit status. */
export async function runLint(args: readonly string[]): Promise<number> {
  return await runLine((done) => programOf([lintCommand(done)]), args);
}

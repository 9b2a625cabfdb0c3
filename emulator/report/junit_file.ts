/** The file that results are written to as JUnit's XML. */

import { InputError } from "../input/error.ts";
import { reasonOf } from "../input/words/mod.ts";
import { junit } from "./junit.ts";
import type { TestReport } from "./outputs.ts";

/** Throws InputError where no results could be written in the end. Leaves everything as it was. */
export function requireWritable(path: string): void {
  writing(path, () => {
    try {
      Deno.openSync(path, { write: true, createNew: true }).close();
      Deno.removeSync(path);
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
      Deno.openSync(path, { append: true, create: true }).close();
    }
  });
}

/** Writes the results to the file at `path`. Throws InputError. */
export function writeJunit(path: string, { title, folders }: TestReport): void {
  writing(path, () => Deno.writeTextFileSync(path, junit(title, folders)));
}

function writing(path: string, work: () => void): void {
  try {
    work();
  } catch (cause) {
    throw new InputError(`--junit: ${path} cannot be written: ${reasonOf(cause)}`, { cause });
  }
}

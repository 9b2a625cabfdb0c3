/** The one place that writes to the terminal. */

import { reasonOf } from "../emulator/input/words/mod.ts";
import { type Style, styleFor } from "../emulator/report/mod.ts";
import { UsageError } from "./status.ts";

const encoder = new TextEncoder();

/** Writes all of `text` to stdout. Throws UsageError when that takes no more, as a full disk. */
export function print(text: string): void {
  try {
    writeAll(Deno.stdout, encoder.encode(text));
  } catch (cause) {
    throw new UsageError(`the output cannot be written: ${reasonOf(cause)}`, { cause });
  }
}

/** Writes all of `text` to stderr; where that cannot be, nobody can be told. */
export function printError(text: string): void {
  try {
    writeAll(Deno.stderr, encoder.encode(text));
  } catch {
    // The exit status has to do.
  }
}

/** Returns colours for a terminal, unless NO_COLOR is set; for anything else, none. */
export function styleOf(stream: { isTerminal(): boolean }): Style {
  return styleFor(stream.isTerminal() && !Deno.env.get("NO_COLOR"));
}

/** Writes every octet; a reader that has gone away is its own business. */
export function writeAll(file: { writeSync(bytes: Uint8Array): number }, bytes: Uint8Array): void {
  try {
    for (let written = 0; written < bytes.length;) {
      written += file.writeSync(bytes.subarray(written));
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}

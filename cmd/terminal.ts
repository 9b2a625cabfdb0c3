/** The one place that writes to the terminal. */

import { type Style, styleFor } from "../emulator/render/mod.ts";

const encoder = new TextEncoder();

/** Writes all of `text` to stdout. */
export function print(text: string): void {
  writeAll(Deno.stdout, encoder.encode(text));
}

/** Writes all of `text` to stderr. */
export function printError(text: string): void {
  writeAll(Deno.stderr, encoder.encode(text));
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

/** Returns all of stdin. */
export function readStdin(): string {
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(64 * 1024);
  let text = "";
  for (let n = Deno.stdin.readSync(buffer); n !== null; n = Deno.stdin.readSync(buffer)) {
    text += decoder.decode(buffer.subarray(0, n), { stream: true });
  }
  return text + decoder.decode();
}

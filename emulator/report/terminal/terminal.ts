/** The one place that writes to the terminal. */

import { visible, writeOut } from "../../../cni/mod.ts";
import { InputError } from "../../input/error.ts";
import { reasonOf } from "../../input/words/mod.ts";
import { asText } from "../layout.ts";
import { type Style, styleFor } from "../style.ts";
import { libc } from "../../../netlink/mod.ts";

const encoder = new TextEncoder();

/** What colours are made of (ECMA-48, SGR): the ones of Style, and no others. */
const COLOURS = new RegExp("(\u001b\\[(?:1|2|22|31|32|33|39)m)");

/** Returns `text` with nothing in it that acts on a terminal, but colours where they are wanted. */
function shown(text: string, stream: { isTerminal(): boolean }): string {
  if (!hasColours(stream)) return visible(text);
  return text.split(COLOURS).map((part, i) => i % 2 === 1 ? part : visible(part)).join("");
}

/** Writes all of `text` to stdout. Throws InputError when that takes no more, as a full disk. */
export function print(text: string): void {
  try {
    writeAll(Deno.stdout, encoder.encode(shown(text, Deno.stdout)));
  } catch (cause) {
    throw new InputError(`the output cannot be written: ${reasonOf(cause)}`, { cause });
  }
}

/** Writes all of `text` to stderr; where that cannot be, nobody can be told. */
export function printError(text: string): void {
  try {
    writeAll(Deno.stderr, encoder.encode(shown(text, Deno.stderr)));
  } catch {
    // The exit status has to do.
  }
}

/** Writes all of `lines` to stdout, as `print` does. */
export function printLines(lines: readonly string[]): void {
  print(asText(lines));
}

/** Writes one line to stderr. */
export function say(line: string): void {
  printError(`${line}\n`);
}

/** Returns colours for a terminal, unless NO_COLOR is set; for anything else, none. */
export function styleOf(stream: { isTerminal(): boolean }): Style {
  return styleFor(hasColours(stream));
}

function hasColours(stream: { isTerminal(): boolean }): boolean {
  return stream.isTerminal() && !Deno.env.get("NO_COLOR");
}

/** Returns a sink for what other programs write to stderr. */
export function stderrSink(): (chunk: Uint8Array) => void {
  const decoder = new TextDecoder();
  return (chunk) => printError(decoder.decode(chunk, { stream: true }));
}

/** poll(2): what it tells of a pipe that nobody reads any more. */
const POLLERR = 0x8;
const STDOUT = 1;

/** Whether whoever read stdout has gone: what is written from now on is written for nobody. */
export function isUnread(): boolean {
  // struct pollfd: fd, events, revents.
  const entry = new DataView(new ArrayBuffer(8));
  entry.setInt32(0, STDOUT, true);
  libc.poll(entry, 1);
  return (entry.getInt16(6, true) & POLLERR) !== 0;
}

/** Writes every octet; a reader that has gone away is its own business. */
export function writeAll(file: { writeSync(bytes: Uint8Array): number }, bytes: Uint8Array): void {
  try {
    writeOut(file, bytes);
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}

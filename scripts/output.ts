/** Says one line on stderr: stdout is for what a script was asked to print. */
export function writeLine(line: string): void {
  writeOut(Deno.stderr, new TextEncoder().encode(`${line}\n`));
}

/** Writes all of the bytes, however the file takes them. */
export function writeOut(file: { writeSync(bytes: Uint8Array): number }, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length;) written += file.writeSync(bytes.subarray(written));
}

/** What is there in the file system, symbolic links followed, and writing to it. */

/** Returns whether there is something at `path`. */
export function exists(path: string): boolean {
  return infoAt(path) !== undefined;
}

/** Returns whether there is a file at `path`. */
export function isFile(path: string): boolean {
  return infoAt(path)?.isFile === true;
}

/** Returns whether there is a file at `path` that somebody may run. */
export function isExecutable(path: string): boolean {
  const { isFile = false, mode } = infoAt(path) ?? {};
  return isFile && ((mode ?? 0) & 0o111) !== 0;
}

function infoAt(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch {
    return undefined;
  }
}

/** Writes all of the bytes, however the file takes them. Throws as Deno's files do. */
export function writeOut(file: { writeSync(bytes: Uint8Array): number }, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length;) written += file.writeSync(bytes.subarray(written));
}

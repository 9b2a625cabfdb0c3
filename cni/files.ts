/** What is there in the file system, symbolic links followed, and what is to be there. */

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

/** Returns the names in a folder, in lexical order; none where there is no folder that can be read. */
export function namesIn(folder: string): string[] {
  try {
    return Array.from(Deno.readDirSync(folder), ({ name }) => name).sort();
  } catch {
    return [];
  }
}

/** Returns the text of the file at `path`; undefined where there is none. Throws as Deno does when it cannot be read. */
export function readIfPresent(path: string): string | undefined {
  return unlessAbsent(() => Deno.readTextFileSync(path));
}

/** Removes what is at `path`, if there is anything. Throws as Deno does. */
export function removeIfPresent(path: string, options?: Deno.RemoveOptions): void {
  unlessAbsent(() => Deno.removeSync(path, options));
}

function unlessAbsent<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

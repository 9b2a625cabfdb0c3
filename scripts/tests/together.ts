import { join, resolve } from "node:path";

/** What tests are run by. */
export const DENO_TEST = [Deno.execPath(), "test", "--allow-all", "--no-check"];

/** Deals files out to parts of about the same size; the largest first. */
export function deal(files: readonly string[], count: number): string[][] {
  const parts = Array.from({ length: count }, () => ({ files: [] as string[], size: 0 }));
  for (const file of bySize(files)) {
    const smallest = parts.reduce((least, part) => part.size < least.size ? part : least);
    smallest.files.push(file);
    smallest.size += Deno.statSync(file).size;
  }
  return parts.map((part) => part.files).filter((part) => part.length > 0);
}

/** The largest first. */
export function bySize(files: readonly string[]): string[] {
  const size = (file: string) => Deno.statSync(file).size;
  return files.toSorted((a, b) => size(b) - size(a));
}

/**
 * Writes a module that has the tests of many files, and returns its path. `deno test` loads what files
 * import anew for each file; for a module it loads all once.
 */
export function together(folder: string, name: string, files: readonly string[]): string {
  const path = join(folder, `${name}_test.ts`);
  const imports = files.map((file) => `import ${JSON.stringify(resolve(file))};\n`);
  Deno.writeTextFileSync(path, imports.join(""));
  return path;
}

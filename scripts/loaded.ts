/** What a start of the program loads of it. */
import { dirname, join, normalize } from "node:path";

/** Files, and their octets. */
export interface Loaded {
  modules: number;
  bytes: number;
}

const staticImport = /\b(?:from|import)\s*"(\.[^"]+)"/g;
const dynamicImport = /\bimport\("(\.[^"]+)"\)/g;

/**
 * Returns what is loaded of a bundle for a call: the entry, and of the modules that are imported
 * dynamically from what is loaded those whose path `isWanted`, each with all that it imports statically.
 */
export function loadedBy(entry: string, isWanted: (path: string) => boolean): Loaded {
  const seen = new Map<string, number>();
  const visit = (path: string) => {
    if (seen.has(path)) return;
    const text = Deno.readTextFileSync(path);
    seen.set(path, text.length);
    const resolve = (specifier: string) => normalize(join(dirname(path), specifier));
    const imported = (pattern: RegExp) =>
      Array.from(text.matchAll(pattern), (match) => resolve(match[1] ?? ""));
    imported(staticImport).forEach(visit);
    imported(dynamicImport).filter(isWanted).forEach(visit);
  };
  visit(entry);
  return { modules: seen.size, bytes: [...seen.values()].reduce((sum, bytes) => sum + bytes, 0) };
}

/** The commands of CNI, each with what it loads of the bundle with that entry. */
export function loadedByCommand(entry: string): Record<string, Loaded> {
  const commands = ["ADD", "CHECK", "DEL", "GC", "STATUS"].map((command) => {
    const own = new RegExp(`/part\\.js$|/${command.toLowerCase()}-\\w+\\.js$`);
    return [command, loadedBy(entry, (path) => own.test(path))] as const;
  });
  return { VERSION: loadedBy(entry, () => false), ...Object.fromEntries(commands) };
}

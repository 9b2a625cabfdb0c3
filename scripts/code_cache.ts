/**
 * Code caches of a program's parts, made when it is built: V8 compiles a function when it is first called,
 * and a CNI call is hardly anything but a start. They are made by the very runtime that reads them, since
 * its flags count too, and stand in the executable, where nobody else can have put them.
 */
import { basename, dirname, join } from "node:path";
import { bundle } from "./bundle.ts";
import { CommandError, run } from "./command.ts";

/** Parts, and the CNI commands that each has a cache for; "" is a call that is no command. */
const CACHED: Record<string, readonly string[]> = {
  "bond_part.js": ["ADD", "CHECK", "DEL", "GC", "STATUS"],
  "world_part.js": [""],
  "lint_part.js": [""],
  "lab_part.js": [""],
};

/** What the command line reads for its cache. */
const EXAMPLE = new URL("../fixtures/sriov-bond", import.meta.url).pathname;

/**
 * Keeps the namespaces that a plugin sees, and what it writes, from the machine: /var/lib is where records
 * are.
 */
const KEPT_APART = [
  ...["unshare", ...(Deno.uid() === 0 ? [] : ["--user", "--map-root-user"]), "--net", "--mount"],
  ...["sh", "-ec", 'mount -t tmpfs tmpfs /var/lib; exec "$@" > /dev/null', "sh"],
];

/**
 * Returns for each part, of which the paths are given, its caches by the CNI command that they are of: those
 * that can be made here. `compile` makes an executable of an entry, for this machine; `tell` is told why a
 * cache cannot be had.
 */
export async function codeCaches(
  parts: readonly string[],
  compile: (entry: string, output: string) => Promise<void>,
  tell: (line: string) => void,
): Promise<Record<string, Uint8Array>[]> {
  const folder = Deno.makeTempDirSync({ prefix: "bond-warm-up-" });
  const warmUp = join(folder, "warm_up");
  const cacheOf = async (part: string, command: string): Promise<[string, Uint8Array][]> => {
    const cache = join(folder, `${basename(part)}.${command}`);
    try {
      // The name of a script is in its cache.
      const [cwd, name] = [dirname(part), basename(part)];
      await run([...KEPT_APART, warmUp, name, command, cache, EXAMPLE], { cwd });
      return [[command, Deno.readFileSync(cache)]];
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      tell(
        `${command} ${basename(part)} will start more slowly, without a cache: ${error.message}`,
      );
      return [];
    }
  };
  try {
    const { entry } = await bundle(join(import.meta.dirname ?? "", "warm_up.ts"), folder);
    await compile(entry, warmUp);
    const made: Record<string, Uint8Array>[] = [];
    for (const part of parts) {
      const caches = [];
      for (const command of CACHED[basename(part)] ?? []) {
        caches.push(...await cacheOf(part, command));
      }
      made.push(Object.fromEntries(caches));
    }
    return made;
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

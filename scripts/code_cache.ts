/**
 * Code caches of a program's parts, made when it is built: V8 compiles a function when it is first called,
 * and a CNI call is hardly anything but a start. They are made by the very runtime that reads them, since
 * its flags count too, and stand in the executable, where nobody else can have put them.
 */
import { basename, dirname, join } from "node:path";
import { bundle, type BundledPart } from "./bundle.ts";
import { CommandError, run } from "./command.ts";

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
 * Returns the cache of each part, undefined where it cannot be made here. `compile` makes an executable of an
 * entry, for this machine; `tell` is told why a cache cannot be had.
 */
export async function codeCaches(
  parts: readonly BundledPart[],
  compile: (entry: string, output: string) => Promise<void>,
  tell: (line: string) => void,
): Promise<(Uint8Array | undefined)[]> {
  const folder = Deno.makeTempDirSync({ prefix: "bond-warm-up-" });
  try {
    const { entry } = await bundle(join(import.meta.dirname ?? "", "warm_up.ts"), folder);
    const warmUp = join(folder, "warm_up");
    await compile(entry, warmUp);
    const caches = [];
    for (const { path, command } of parts) {
      // The name of a script is in its cache.
      const [cwd, name] = [dirname(path), basename(path)];
      const cache = join(folder, name);
      try {
        await run([...KEPT_APART, warmUp, name, command, cache, EXAMPLE], { cwd });
        caches.push(Deno.readFileSync(cache));
      } catch (error) {
        if (!(error instanceof CommandError)) throw error;
        tell(`${name} will start more slowly, without a code cache: ${error.message}`);
        caches.push(undefined);
      }
    }
    return caches;
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

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
 * Keeps the namespaces that a plugin sees, and what it writes, from the machine: records are below /var/lib,
 * and the node's policy, which may name a file for a log, below /etc/cni.
 */
const KEPT_APART = [
  ...["unshare", ...(Deno.uid() === 0 ? [] : ["--user", "--map-root-user"]), "--net", "--mount"],
  "sh",
  "-ec",
  `mount -t tmpfs tmpfs /var/lib
  test ! -d /etc/cni || mount -t tmpfs tmpfs /etc/cni
  exec "$@" > /dev/null`,
  "sh",
];

/**
 * Returns the cache of each part; none where this machine lets nobody make namespaces, which `tell` is told.
 * `compile` makes an executable of an entry, for this machine.
 */
export async function codeCaches(
  parts: readonly BundledPart[],
  compile: (entry: string, output: string) => Promise<void>,
  tell: (line: string) => void,
): Promise<Uint8Array[]> {
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
      await run([...KEPT_APART, warmUp, name, command, cache, EXAMPLE], { cwd });
      caches.push(Deno.readFileSync(cache));
    }
    return caches;
  } catch (error) {
    if (!(error instanceof CommandError || error instanceof Deno.errors.NotFound)) throw error;
    tell(`without code caches, so that starts take longer: ${error.message}`);
    return [];
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

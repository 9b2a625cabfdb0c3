/**
 * Code caches of a program's parts, made when it is built: V8 compiles a function when it is first called,
 * and a CNI call is hardly anything but a start. They are made by the very runtime that reads them, since
 * its flags count too, and stand in the executable, where nobody else can have put them.
 */
import { basename, join } from "node:path";
import { KernelError, selectKernel } from "../emulator/lab/kernel/mod.ts";
import { bundle, type BundledPart } from "./bundle.ts";
import { CommandError, run } from "./command.ts";
import { writeOut } from "./output.ts";

/** What the command line reads for its cache. */
const EXAMPLE = new URL("../fixtures/sriov-bond", import.meta.url).pathname;

/** In which order a runtime calls, so that each call finds what those before have left. */
const ORDER: readonly BundledPart["command"][] = ["STATUS", "ADD", "CHECK", "DEL", "GC", ""];

/** Keeps the namespaces of the calls from the machine's. */
const APART = [
  "unshare",
  ...(Deno.uid() === 0 ? [] : ["--user", "--map-root-user"]),
  ...["--net", "--mount"],
];

/**
 * Keeps what calls write from the machine: records are below /var/lib, and the node's policy, which may name
 * a file for a log, below /etc/cni.
 */
const COVERED = [
  "sh",
  "-ec",
  `mount -t tmpfs tmpfs /var/lib
  test ! -d /etc/cni || mount -t tmpfs tmpfs /etc/cni
  exec "$@"`,
  "sh",
];

/**
 * Returns the cache of each part; none where this machine lets nobody make namespaces, which `tell` is told.
 * CNI calls are served on a kernel with the bonding driver; without one, which `tell` is told too, they end
 * where the kernel refuses a bond. `compile` makes an executable of an entry, for this machine.
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
    const inOrder = parts.toSorted((one, other) =>
      Number(one.ipam) - Number(other.ipam) ||
      ORDER.indexOf(one.command) - ORDER.indexOf(other.command)
    );
    await serve(
      [
        ...COVERED,
        warmUp,
        folder,
        EXAMPLE,
        ...inOrder.map((part) => JSON.stringify(part)),
      ],
      folder,
      tell,
    );
    return parts.map(({ path }) => Deno.readFileSync(join(folder, basename(path))));
  } catch (error) {
    if (!(error instanceof CommandError || error instanceof Deno.errors.NotFound)) throw error;
    tell(`without code caches, so that starts take longer: ${error.message}`);
    return [];
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/**
 * Serves the calls, and writes caches into `folder`. Throws CommandError when there is a kernel with bonding,
 * and a call fails there.
 */
async function serve(
  calls: readonly string[],
  folder: string,
  tell: (line: string) => void,
): Promise<void> {
  try {
    const kernel = selectKernel("auto", tell);
    let failed = "";
    const { code } = await kernel.run(calls, {
      shared: [folder],
      stdout: (chunk) => failed += new TextDecoder().decode(chunk),
      stderr: (chunk) => writeOut(Deno.stderr, chunk),
    });
    if (code !== 0 || failed !== "") throw new CommandError(`calls for them fail: ${failed}`);
  } catch (error) {
    if (!(error instanceof KernelError)) throw error;
    tell(`code caches end where the kernel refuses a bond: ${error.message}`);
    await run([...APART, "sh", "-ec", 'exec "$@" > /dev/null', "sh", ...calls]);
  }
}

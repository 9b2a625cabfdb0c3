/**
 * Builds the one executable: `deno task build [--denort PATH] [--target TRIPLE] [--output PATH]`.
 * Does nothing when the executable was built from the same sources in the same way.
 */
import { parseArgs } from "node:util";
import { basename, dirname, join, resolve } from "node:path";
import { deflateRawSync } from "node:zlib";
import { reasonOf } from "../emulator/input/words/mod.ts";
import { DEFLATED_PRELOAD_FILE } from "../emulator/lab/kernel/mod.ts";
import { layOut, type Part, putApart } from "./apart.ts";
import { type Bundle, bundle, type BundledPart } from "./bundle.ts";
import { codeCaches } from "./code_cache.ts";
import { run } from "./command.ts";
import { LOADER_BESIDE, loaderApart } from "./loader.ts";
import { main } from "./main.ts";
import { writeLine } from "./output.ts";
import { buildPreload } from "./preload.ts";
import { findRuntime, type Runtime } from "./runtime.ts";
import { sourceDigest } from "./sources.ts";

/**
 * What the program is allowed. It calls libc (ffi), runs the delegates in CNI_PATH with the whole
 * environment, reads and writes records, namespaces and sysctls at paths that the runtime chooses; and
 * Deno lets nobody touch /proc (sysctls, namespaces) without --allow-all. What it never needs is refused:
 * Deno's own network, and code from elsewhere.
 */
const permissions = ["--allow-all", "--deny-net", "--deny-import"];

/**
 * For new objects the engine takes three times 32 MiB before it looks which of them live. Most of what reading
 * a repository leaves behind is gone at once: a small room for them makes it take half the memory, and hardly
 * more time. And it begins to learn how a function is used, and to compile it anew, when that has been called
 * 8 times: a CNI call is over before that has paid, and whatever takes longer calls functions more often.
 */
const V8_FLAGS = [
  "--max-semi-space-size=4",
  "--invocation-count-for-feedback-allocation=32",
  "--baseline-batch-compilation-threshold=32768",
];

const root = resolve(import.meta.dirname ?? ".", "..");

/** How an executable is to be built. */
export interface BuildOptions {
  /** Path of a runtime binary, where Deno's own is not to be used. */
  denort: string | undefined;
  /** The triple of the machine that it is for. */
  target: string;
  output: string;
  /** Path of the module that is the program. */
  entry: string;
  /** The commit that it is built from, for `--version`. */
  commit?: string;
}

/** Builds an executable, unless the one that is there was built from the same in the same way. */
export async function build(
  { denort, target, output, entry, commit = "" }: BuildOptions,
): Promise<void> {
  const started = performance.now();
  const preload = await buildPreload(target);
  const digest = await sourceDigest(root, [
    "without" in preload ? preload.without : preload.sha256,
    ...[Deno.version.deno, target, entry, denort ?? "", commit, ...permissions, ...V8_FLAGS],
    denort ? modified(denort) : "",
  ]);
  const stamp = join(dirname(output), `.${output.split("/").at(-1)}.inputs`);
  if (isUpToDate(output, stamp, digest)) return writeLine(`${output} is up to date`);

  const runtime = await findRuntime(denort, target);
  writeLine(`runtime: ${runtime.reason}`);
  if ("without" in preload) {
    writeLine(
      `without the library that User-mode Linux 6.x needs on processors with AMX: ${preload.without}`,
    );
  }
  const folder = Deno.makeTempDirSync({ prefix: "bond-build-" });
  try {
    const bundled = await bundle(entry, folder);
    if (commit !== "") stampCommit(folder, commit);
    // A deno.json that names packages would have them embedded, though nothing imports them.
    Deno.writeTextFileSync(join(folder, "deno.json"), "{}");
    const executable = join(folder, "bond");
    const included: string[] = [];
    if ("path" in preload) {
      // Beside the entry: there the program looks for it. Every start reads it.
      const deflated = join(folder, DEFLATED_PRELOAD_FILE);
      Deno.writeFileSync(deflated, deflateRawSync(Deno.readFileSync(preload.path), { level: 9 }));
      included.push(deflated);
    }
    await assemble(runtime, bundled, executable, { target, included });
    Deno.mkdirSync(dirname(output), { recursive: true });
    // Replaced in one step: a running bond keeps its file, and nobody meets half of one.
    const temporary = `${output}.${Deno.pid}`;
    Deno.copyFileSync(executable, temporary);
    Deno.renameSync(temporary, output);
    await Deno.remove(`${output}.maps`, { recursive: true }).catch(() => {});
    keepMaps(folder, `${output}.maps`);
    Deno.writeTextFileSync(stamp, `${digest} ${Deno.statSync(output).size}`);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const megabytes = (Deno.statSync(output).size / 1e6).toFixed(1);
  writeLine(`built ${output}, ${megabytes} MB, in ${seconds} s`);
}

/**
 * Compiles the executable. Parts go where no start reads them, if the executable then still starts, and
 * otherwise into what every start reads.
 */
async function assemble(
  runtime: Runtime,
  { entry, apart }: Bundle,
  output: string,
  { target, included }: { target: string; included: readonly string[] },
): Promise<void> {
  const canTry = target === Deno.build.target;
  const program = Deno.readTextFileSync(entry);
  const compileWith = (loader: string, included: readonly string[]) => {
    Deno.writeTextFileSync(entry, program + loader);
    setTimes(dirname(entry));
    return compile(runtime, entry, output, { target, included });
  };
  if (canTry && apart.length > 0) {
    const { piece, places } = layOut(await partsOf(runtime, apart));
    await compileWith(loaderApart(places), included);
    Deno.writeFileSync(output, putApart(Deno.readFileSync(output), piece), { mode: 0o755 });
    const problem = await startProblem(output);
    if (problem === undefined) return;
    writeLine(`nothing can be kept apart in this runtime: ${problem}`);
  }
  const whole = apart.filter(({ command }) => command === "").map(({ path }) => path);
  await compileWith(apart.length > 0 ? LOADER_BESIDE : "", [...included, ...whole]);
  if (canTry) await smoke(output);
}

/** Reads parts, and makes their code caches. */
async function partsOf(runtime: Runtime, bundled: readonly BundledPart[]): Promise<Part[]> {
  const { target } = Deno.build;
  const caches = await codeCaches(
    bundled,
    (entry, output) => compile(runtime, entry, output, { target, included: [] }),
    writeLine,
  );
  return bundled.map(({ path }, i) => {
    const cache = caches[i];
    return { name: basename(path), code: Deno.readFileSync(path), ...(cache ? { cache } : {}) };
  });
}

/** Puts the commit where version.ts has a place for it, in all that was bundled. */
function stampCommit(folder: string, commit: string): void {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    const path = join(folder, name);
    if (isDirectory) stampCommit(path, commit);
    else if (name.endsWith(".js")) {
      Deno.writeTextFileSync(path, Deno.readTextFileSync(path).replaceAll("@commit@", commit));
    }
  }
}

/** Gives all files one time, which goes into the executable: two builds of the same are the same. */
function setTimes(folder: string): void {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    const path = join(folder, name);
    if (isDirectory) setTimes(path);
    else Deno.utimeSync(path, 0, 0);
  }
}

/** Puts the maps of the program's files to its sources beside the executable: with them traces can be read. */
function keepMaps(from: string, to: string): void {
  Deno.mkdirSync(to, { recursive: true });
  for (const { name, isDirectory } of Deno.readDirSync(from)) {
    if (isDirectory) keepMaps(join(from, name), join(to, name));
    else if (name.endsWith(".map")) Deno.copyFileSync(join(from, name), join(to, name));
  }
}

/**
 * Never with a code cache: a compiled program reads it from a predictable file in /tmp that anybody
 * can have put there, and this one runs as root.
 */
function compile(
  runtime: Runtime,
  entry: string,
  output: string,
  { target, included }: { target: string; included: readonly string[] },
): Promise<void> {
  return run([
    runtime.deno,
    ...["compile", "--quiet", "--no-code-cache", "--no-prompt", "--no-check"],
    ...[
      "--no-remote",
      "--no-npm",
      `--v8-flags=${V8_FLAGS.join(",")}`,
      ...permissions,
      ...included.map((path) => `--include=${path}`),
    ],
    ...["--target", target, "--output", output, entry],
  ], {
    cwd: dirname(entry),
    env: runtime.denort ? { DENORT_BIN: resolve(runtime.denort) } : {},
  });
}

/** A runtime of another version than its compiler's makes executables that do not start. */
async function smoke(executable: string): Promise<void> {
  const problem = await startProblem(executable);
  if (problem !== undefined) throw new Error(`the executable does not start: ${problem}`);
}

/** Returns what an executable says that does not start; undefined when it does. */
async function startProblem(executable: string): Promise<string | undefined> {
  const { success, stderr } = await new Deno.Command(executable, { args: ["--version"] }).output();
  return success ? undefined : new TextDecoder().decode(stderr).trim();
}

function isUpToDate(output: string, stamp: string, digest: string): boolean {
  try {
    return Deno.readTextFileSync(stamp) === `${digest} ${Deno.statSync(output).size}`;
  } catch {
    return false;
  }
}

/** When a runtime that was given last changed. Throws Error where it cannot be read. */
function modified(denort: string): string {
  try {
    return String(Deno.statSync(denort).mtime?.getTime());
  } catch (cause) {
    throw new Error(`${denort}, which was given as the runtime: ${reasonOf(cause)}`, { cause });
  }
}

if (import.meta.main) {
  await main(async () => {
    const { values } = parseArgs({
      args: Deno.args.filter((arg) => arg !== "--"),
      options: {
        denort: { type: "string", default: Deno.env.get("DENORT_BIN") ?? "" },
        target: { type: "string", default: Deno.build.target },
        output: { type: "string", default: join(root, "dist", "bond") },
      },
    });
    await build({
      denort: values.denort === "" ? undefined : resolve(values.denort),
      target: values.target,
      output: resolve(values.output),
      entry: join(root, "cmd", "bond.ts"),
    });
    return 0;
  });
}

/**
 * Makes a release of the version in deno.json: `deno task release [--target TRIPLE] [--denort PATH]`.
 * In dist/release are then the program, its bill of materials, and SHA256SUMS of all that is there; a
 * second target adds to it, and what is of another commit goes. What CHANGELOG.md says of the version is
 * in dist/NOTES.md. Refuses what is not committed, and a version that CHANGELOG.md does not know.
 */
import { parseArgs } from "node:util";
import { basename, join, resolve } from "node:path";
import { build } from "../build.ts";
import { main } from "../main.ts";
import { writeLine } from "../output.ts";
import { billOfMaterials, billProblems, type Contents } from "./bill.ts";

const root = resolve(import.meta.dirname ?? ".", "../..");

/** The end of the name of a bill of materials, behind that of its program. */
const BILL = ".cdx.json";

/** Architectures as Kubernetes and images name them. */
const architectures: Readonly<Record<string, string>> = { x86_64: "amd64", aarch64: "arm64" };

/** The file of a release for a target: "bond-0.1.0-linux-amd64". Throws Error for other systems. */
export function releaseName(version: string, target: string): string {
  const [machine = "", , system] = target.split("-");
  const architecture = architectures[machine];
  if (architecture === undefined || system !== "linux") {
    throw new Error(`${target} is no target: it is for Linux on x86_64 or aarch64`);
  }
  return `bond-${version}-linux-${architecture}`;
}

/** What CHANGELOG.md says of a version. Throws Error when it says nothing. */
export function changesOf(changelog: string, version: string): string {
  const [, text] = changelog.split(new RegExp(`^## ${RegExp.escape(version)}(?![\\w.-]).*$`, "m"));
  const entry = text?.split(/^## /m)[0]?.trim();
  if (!entry) throw new Error(`CHANGELOG.md has no entry under "## ${version}": write one first`);
  return entry;
}

async function release(args: readonly string[]): Promise<number> {
  const { values: { target, denort } } = parseArgs({
    args: args.filter((arg) => arg !== "--"),
    options: {
      target: { type: "string", default: "x86_64-unknown-linux-gnu" },
      denort: { type: "string", default: Deno.env.get("DENORT_BIN") ?? "" },
    },
  });
  const { version }: { version: string } = readJson("deno.json");
  const name = releaseName(version, target);
  const changes = changesOf(Deno.readTextFileSync(join(root, "CHANGELOG.md")), version);
  const changed = await output("git", "status", "--porcelain");
  if (changed !== "") throw new Error(`not everything is committed:\n${changed}`);
  const commit = await output("git", "rev-parse", "HEAD");

  // What the build leaves beside it is not released.
  const program = join(root, "dist", name);
  const entry = join(root, "cmd", "bond.ts");
  const runtime = denort === "" ? undefined : resolve(denort);
  await build({ denort: runtime, target, output: program, entry, commit });
  const contents = {
    version,
    commit,
    runtime: runtimeOf(program),
    packages: await packagesOf(entry),
  };
  const bill = billOfMaterials(contents);
  const problems = await billProblems(bill);
  if (problems !== "") throw new Error(`the bill of materials is no CycloneDX: ${problems}`);
  const folder = join(root, "dist", "release");
  Deno.mkdirSync(folder, { recursive: true });
  removeOthers(folder, commit);
  Deno.copyFileSync(program, join(folder, name));
  Deno.writeTextFileSync(join(folder, name + BILL), bill);
  Deno.writeTextFileSync(join(root, "dist", "NOTES.md"), `${changes}\n`);
  Deno.writeTextFileSync(join(folder, "SHA256SUMS"), await sums(folder));
  writeLine(`${folder} has ${name}, its bill of materials and SHA256SUMS`);
  return 0;
}

/** Removes programs of a release, with their bills of materials, that were built from another commit. */
export function removeOthers(folder: string, commit: string): void {
  const names = Array.from(Deno.readDirSync(folder), ({ name }) => name);
  const kept = names.filter((name) =>
    name.endsWith(BILL) && Deno.readTextFileSync(join(folder, name)).includes(commit)
  );
  for (const name of names.filter((name) => name.startsWith("bond-"))) {
    if (!kept.includes(name) && !kept.includes(name + BILL)) Deno.removeSync(join(folder, name));
  }
}

/** The version of Deno in a program, which it carries in its user agent, whatever machine it is for. */
function runtimeOf(program: string): string {
  const text = new TextDecoder("latin1").decode(Deno.readFileSync(program));
  return /Deno\/(\d+\.\d+\.\d+)/.exec(text)?.[1] ?? "unknown";
}

/** What `deno info` says of a module and all that it imports. */
interface ModuleInfo {
  modules: { npmPackage?: string }[];
  /** All that the lock file knows, whether this module imports it or not. */
  npmPackages: Record<string, { name: string; version: string; dependencies: string[] }>;
}

/** The packages that a module, and what it imports, is made of, with their digests. */
export async function packagesOf(entry: string): Promise<Contents["packages"]> {
  const { modules, npmPackages }: ModuleInfo = JSON.parse(
    await output(Deno.execPath(), "info", "--json", entry),
  );
  const { npm }: { npm: Record<string, { integrity: string }> } = readJson("deno.lock");
  const imported = new Set(modules.flatMap(({ npmPackage }) => npmPackage ?? []));
  // A set's iterator also comes to what is added meanwhile.
  for (const id of imported) npmPackages[id]?.dependencies.forEach((other) => imported.add(other));
  return [...imported].map((id) => {
    const [{ name, version } = {}, { integrity } = {}] = [npmPackages[id], npm[id]];
    if (name === undefined || version === undefined || integrity === undefined) {
      throw new Error(`deno.lock does not know ${id}`);
    }
    return { name, version, integrity };
  });
}

/** The lines of SHA256SUMS, as `sha256sum --check` reads them. */
async function sums(folder: string): Promise<string> {
  const files = [...Deno.readDirSync(folder)]
    .filter(({ isFile, name }) => isFile && name.startsWith("bond-"))
    .map(({ name }) => join(folder, name)).sort();
  const lines = await Promise.all(files.map(async (file) => {
    const digest = await crypto.subtle.digest("SHA-256", Deno.readFileSync(file));
    return `${new Uint8Array(digest).toHex()}  ${basename(file)}\n`;
  }));
  return lines.join("");
}

async function output(program: string, ...args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, { args, cwd: root }).output();
  if (!success) {
    throw new Error(`${program} ${args[0]} failed: ${new TextDecoder().decode(stderr)}`);
  }
  return new TextDecoder().decode(stdout).trim();
}

function readJson<T>(name: string): T {
  return JSON.parse(Deno.readTextFileSync(join(root, name)));
}

if (import.meta.main) await main(() => release(Deno.args));

/** Fetches the newest of Debian's packages, and puts them in the place of those of before. */

import { createHash } from "node:crypto";
import { join } from "node:path";
import { jsonText, reasonOf } from "../../input/words/mod.ts";
import {
  APT_FOLDERS,
  aptConfiguration,
  aptSource,
  explainFailure,
  FetchError,
  output,
  type Source,
} from "./apt.ts";
import {
  CONTENTS_FILE,
  type FetchedPackage,
  folderOf,
  LAB_PACKAGES,
  NEWEST_LINK,
  type PackageList,
} from "./folder.ts";

/** How packages are fetched. */
interface FetchOptions {
  source: Source;
  list: PackageList;
  /** Takes lists of packages whose time has passed. */
  acceptOldLists?: boolean;
  /** The versions to take where the archive still has all of them, and what they must be. */
  pinned?: readonly FetchedPackage[];
  say: (line: string) => void;
  signal?: AbortSignal;
}

const PREFIX = { work: ".fetching-", set: "set-" };

/**
 * Fetches the set, verified by apt, and puts it in the place of that of before, in one step: whoever
 * looks meanwhile, or after a failure at any point, finds the one of before. One process does this at
 * a time.
 * @throws {FetchError} when that cannot be, with what to do; nothing has changed then.
 * @throws the reason of `options.signal` when that was aborted.
 */
export async function fetchNewest(options: FetchOptions): Promise<readonly FetchedPackage[]> {
  const { source, say, list } = options;
  requirePrograms();
  requireKeyring(source);
  const parent = folderOf(list);
  try {
    Deno.mkdirSync(parent, { recursive: true, mode: 0o755 });
    using lock = Deno.openSync(join(parent, "lock"), { write: true, create: true });
    lock.lockSync(true);
    removeAll(parent, PREFIX.work);
    const folder = Deno.makeTempDirSync({ dir: parent, prefix: PREFIX.work });
    try {
      const packages = await download(folder, options);
      await unpack(folder, packages, options);
      replace(parent, folder, packages);
      for (const { name, version } of packages) say(`${name} ${version}`);
      return packages;
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  } catch (cause) {
    if (cause instanceof FetchError || !(cause instanceof Error) || !isSystemError(cause)) {
      throw cause;
    }
    const said = `${reasonOf(cause)} (${cause.message})`;
    throw new FetchError(`nothing can be put into ${parent}: ${explainFailure(said, source)}`, {
      cause,
    });
  }
}

/** What to do by hand where there is no apt. */
function byHand(): string {
  const names = LAB_PACKAGES.names.join(", ");
  return `fetch Debian's packages ${names} (amd64) from https://packages.debian.org/sid/, unpack ` +
    "each into one folder (ar p FILE data.tar.xz | tar -xJ -C FOLDER), and name that with " +
    "--kernel-path FOLDER and --cni-path FOLDER/usr/lib/cni; the plugins can also be had from " +
    "https://github.com/containernetworking/plugins/releases";
}

function requirePrograms(): void {
  for (const program of ["apt-get", "apt-config", "apt-cache", "dpkg-deb"]) {
    try {
      new Deno.Command(program, { args: ["--version"], stdout: "null", stderr: "null" })
        .outputSync();
    } catch {
      throw new FetchError(`there is no ${program} on this machine; by hand: ${byHand()}`);
    }
  }
}

function requireKeyring({ keyring }: Source): void {
  try {
    Deno.statSync(keyring);
  } catch (cause) {
    throw new FetchError(
      `${keyring}, the keys of Debian's archive, cannot be read: install the package ` +
        "debian-archive-keyring, or name the keys with --keyring",
      { cause },
    );
  }
}

/** Returns the packages whose files lie in the folder now. */
async function download(folder: string, options: FetchOptions): Promise<FetchedPackage[]> {
  const { source, say, signal, list } = options;
  for (const inner of APT_FOLDERS) Deno.mkdirSync(join(folder, inner), { recursive: true });
  const write = (name: string, text: string) => Deno.writeTextFileSync(join(folder, name), text);
  const here = { cwd: folder, signal };
  const machine = await output(["apt-config", "dump"], source, here);
  const old = options.acceptOldLists ? 'Acquire::Check-Valid-Until "false";\n' : "";
  write("apt.conf", aptConfiguration(folder, machine) + old);
  write("etc/sources.list.d/newest.sources", aptSource(source));
  write("status", "");
  const apt = { ...here, env: { APT_CONFIG: join(folder, "apt.conf"), LC_ALL: "C.UTF-8" } };
  say(`fetching the lists of ${source.mirror} ${source.suite}`);
  await output(["apt-get", "update"], source, apt);
  warnOfAge(folder, say);
  const wanted = await choose(options, (name) =>
    output(["apt-cache", "madison", name], source, apt)
      .then((text) => text.split("\n").flatMap((line) => line.split("|")[1]?.trim() ?? [])));
  say(`fetching ${wanted.join(", ")}`);
  await output(["apt-get", "download", ...wanted], source, apt);
  const packages = await Promise.all(list.names.map((name) => describe(folder, name, options)));
  verifyPinned(packages, options);
  return packages;
}

/** Returns what apt-get is to download: the pinned versions where all of them are there. */
async function choose(
  { list, pinned = [], say }: FetchOptions,
  versionsOf: (name: string) => Promise<string[]>,
): Promise<string[]> {
  if (pinned.length === 0) return [...list.names];
  const there = await Promise.all(
    pinned.map(async ({ name, version }) => (await versionsOf(name)).includes(version)),
  );
  if (there.every(Boolean)) return pinned.map(({ name, version }) => `${name}=${version}`);
  const gone = pinned.filter((_, i) => !there[i]).map(({ name, version }) => `${name} ${version}`);
  say(`the archive has no ${gone.join(" and no ")} any more: the newest are taken, unpinned`);
  return [...list.names];
}

function verifyPinned(packages: readonly FetchedPackage[], { pinned = [], source }: FetchOptions) {
  for (const { name, version, sha256 } of packages) {
    const pin = pinned.find((one) => one.name === name && one.version === version);
    if (pin && pin.sha256 !== sha256) {
      throw new FetchError(
        `${name} ${version} of ${source.mirror} has SHA-256 ${sha256}, and not ${pin.sha256}: refused`,
      );
    }
  }
}

async function describe(
  folder: string,
  name: string,
  { source, signal }: FetchOptions,
): Promise<FetchedPackage> {
  const file = fileOf(folder, name);
  const fields = ["dpkg-deb", "--show", "--showformat=${Version}", file];
  const version = await output(fields, source, { cwd: folder, signal });
  const sha256 = createHash("sha256").update(Deno.readFileSync(join(folder, file))).digest("hex");
  return { name, version, sha256 };
}

/** The name of a package's file, as apt-get download leaves it. */
function fileOf(folder: string, name: string): string {
  const file = [...Deno.readDirSync(folder)].map((entry) => entry.name)
    .find((entry) => entry.startsWith(`${name}_`) && entry.endsWith(".deb"));
  if (file === undefined) throw new FetchError(`apt-get downloaded no package ${name}`);
  return file;
}

/** Old lists are signed like new ones; then others may have newer packages. */
function warnOfAge(folder: string, say: (line: string) => void): void {
  for (const { name } of Deno.readDirSync(join(folder, "lists"))) {
    if (!name.endsWith("Release")) continue;
    const text = Deno.readTextFileSync(join(folder, "lists", name));
    const field = (key: string) => new RegExp(`^${key}: (.*)$`, "m").exec(text)?.[1] ?? "";
    if (!(Date.parse(field("Valid-Until")) < Date.now())) continue;
    say(`the lists are of ${field("Date")} and were to be used until ${field("Valid-Until")}`);
  }
}

async function unpack(
  folder: string,
  packages: readonly FetchedPackage[],
  { source, say, signal }: FetchOptions,
): Promise<void> {
  say("unpacking them");
  const set = join(folder, "set");
  Deno.mkdirSync(set);
  for (const { name } of packages) {
    const command = ["dpkg-deb", "--extract", fileOf(folder, name), join(set, "root")];
    await output(command, source, { cwd: folder, signal });
  }
  Deno.writeTextFileSync(join(set, CONTENTS_FILE), jsonText(packages));
}

/** The set becomes the one in use. That of before stays, for guests that run from it. */
function replace(parent: string, folder: string, packages: readonly FetchedPackage[]): void {
  const digest = createHash("sha256").update(packages.map(({ sha256 }) => sha256).join()).digest(
    "hex",
  );
  const name = `${PREFIX.set}${digest.slice(0, 12)}`;
  const before = linked(parent);
  if (before !== name) {
    removeAll(parent, name);
    Deno.renameSync(join(folder, "set"), join(parent, name));
  }
  Deno.symlinkSync(name, join(folder, NEWEST_LINK));
  Deno.renameSync(join(folder, NEWEST_LINK), join(parent, NEWEST_LINK));
  removeAll(parent, PREFIX.set, [name, before]);
}

function linked(parent: string): string {
  try {
    return Deno.readLinkSync(join(parent, NEWEST_LINK));
  } catch {
    return "";
  }
}

function removeAll(parent: string, prefix: string, except: readonly string[] = []): void {
  for (const { name } of [...Deno.readDirSync(parent)]) {
    if (!name.startsWith(prefix) || except.includes(name)) continue;
    Deno.removeSync(join(parent, name), { recursive: true });
  }
}

/** Whether the system refused something, as a full disk does; the rest would be a defect. */
function isSystemError(error: Error): boolean {
  return "code" in error || Object.values(Deno.errors).some((kind) => error instanceof kind);
}

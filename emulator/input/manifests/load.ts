/** Reading manifests from files: the only part that does. */

import type { Finding } from "../model.ts";
import { reasonOf } from "../words/mod.ts";
import { fullBudget, MAX_OCTETS } from "./limits.ts";
import { emptyManifests, type ManifestFile, mergeManifests, readManifests } from "./read.ts";
import { findFolders } from "./tree.ts";
import type { ManifestCode, Manifests } from "./types.ts";

const MANIFEST_NAME = /\.(ya?ml|json)$/;
const CONF_NAME = /\.(conf|json|conflist)$/;

/**
 * Returns what the files at `paths` say: a file by itself, a folder's .yaml, .yml and .json files in
 * lexical order without those of its subfolders, "-" for standard input. Does not throw: what cannot
 * be read is among the findings.
 */
export function loadManifests(paths: readonly string[]): Manifests {
  const { files, findings } = readAll(paths, MANIFEST_NAME, MANIFESTS);
  const found = paths.every(isFolderThere);
  const manifests = files.length > 0 ? readManifests(files, { found }) : emptyManifests();
  manifests.findings.unshift(...findings);
  return manifests;
}

/**
 * Returns what the files at `paths` and in all folders below them say, in worlds of their own: a folder
 * with a scenario is one with everything below it; all other files are one together, unless folders
 * define the same object, of which the later one begins another. Does not throw.
 */
export function loadWorlds(paths: readonly string[]): Manifests[] {
  const scenarios: Manifests[] = [];
  const plain: World[] = [];
  const join = (part: Manifests) => {
    const names = namesIn(part);
    const world = plain.find((one) => !names.some((name) => one.names.has(name)));
    if (!world) return plain.push({ names: new Set(names), parts: [part] });
    world.parts.push(part);
    for (const name of names) world.names.add(name);
  };
  const reader = new FileReader();
  let ignored = 0;
  const withoutIgnored = ({ findings, ...manifests }: Manifests): Manifests => {
    const told = findings.filter(({ code }) => !IGNORED.includes(code));
    ignored += findings.length - told.length;
    return { ...manifests, findings: told };
  };
  for (const path of paths) {
    reader.attempt(path, () => {
      if (!isFolder(path)) {
        const part = readManifests(reader.read([path]));
        const few = part.findings.filter(({ code }) => IGNORED.includes(code)).length <= FEW;
        return join(few ? part : withoutIgnored(part));
      }
      const { folders, findings } = findFolders(path, (files) => {
        reader.startFolder();
        const own = reader.read(files);
        const isScenario = own.some(({ text }) => SCENARIO.test(text));
        if (isScenario) {
          const world = withoutIgnored(readManifests(own, { found: true }));
          if (world.scenarios.length > 0) scenarios.push(world);
          else plain.push({ names: new Set(namesIn(world)), parts: [world] });
          return true;
        }
        const budget = fullBudget();
        const parts = own.map((file) =>
          withoutText(withoutIgnored(readManifests([file], { found: true, budget })))
        );
        for (const world of variantsOf(parts)) join(world);
        return false;
      });
      reader.findings.push(...findings);
      if (folders.length === 0) reader.findings.push(empty(path, MANIFESTS));
    });
  }
  if (ignored > 0) {
    const what = ignored === 1 ? "1 document has" : `${ignored} documents have`;
    const message = `${what} no part in attaching networks: ignored`;
    reader.findings.push({ code: "kind-ignored", message, path: paths.join(" "), hint: "" });
  }
  const unread = { ...emptyManifests(), findings: reader.findings };
  const [first = [], ...others] = plain.map(({ parts }) => parts);
  return [mergeManifests([unread, ...first]), ...others.map(mergeManifests), ...scenarios];
}

/** Manifests that can be applied together. */
interface World {
  names: Set<string>;
  parts: Manifests[];
}

/**
 * Returns the files of a folder in as many worlds as they define the same objects in different ways, each
 * with all files that have no part in that.
 */
function variantsOf(parts: readonly Manifests[]): Manifests[] {
  const owners = Map.groupBy(
    parts.flatMap((part) => namesIn(part).map((name) => ({ name, part }))),
    ({ name }) => name,
  );
  const clashing = new Set(
    [...owners.values()].filter(({ length }) => length > 1).flat().map(({ part }) => part),
  );
  const variants: World[] = [];
  for (const part of clashing) {
    const names = namesIn(part);
    const free = variants.find((variant) => !names.some((name) => variant.names.has(name)));
    if (free) {
      free.parts.push(part);
      names.forEach((name) => free.names.add(name));
    } else variants.push({ names: new Set(names), parts: [part] });
  }
  const worlds = variants.length === 0
    ? [new Set<Manifests>()]
    : variants.map(({ parts }) => new Set(parts));
  return worlds.map((own) =>
    mergeManifests(parts.filter((part) => !clashing.has(part) || own.has(part)))
  );
}

/** Of most files of a repository nothing is needed any more: their texts are not kept. */
function withoutText(part: Manifests): Manifests {
  const { files, findings, ...objects } = part;
  const isNeeded = findings.length > 0 || Object.values(objects).some(({ length }) => length > 0) ||
    files.some(({ text }) => text.includes("bond-lint:"));
  return isNeeded ? part : { ...part, files: [] };
}

/** Said once for all of a folder's documents: a repository has many. */
const IGNORED: readonly ManifestCode[] = ["kind-ignored", "not-a-manifest"];
/** So many of them are told of one by one in a file that somebody has named. */
const FEW = 10;

const SCENARIO = /\bkind["']?:\s*["']?ChainScenario\b/;

/** The objects that there can be once only, each with its kind. */
function namesIn(manifests: Manifests): string[] {
  const names = SINGLE.flatMap((kind) =>
    manifests[kind].map(({ namespace, name }) => `${kind} ${namespace}/${name}`)
  );
  // A ConfigMap may have several configurations.
  return [...new Set(names)];
}

const SINGLE = [
  "pods",
  "networks",
  "devicePlugins",
  "multus",
  "policies",
  "claims",
  "claimTemplates",
] as const;

/** A directory of CNI configurations. */
export interface ConfDir {
  /** Those of networks (.conf, .json, .conflist), by their paths. */
  confDir: ReadonlyMap<string, string>;
  /** Those of single plugins (.conf) in folders of it, by the folder's name. */
  chained: ReadonlyMap<string, readonly ManifestFile[]>;
}

/** Returns the CNI configurations of `directory` and its folders in lexical order, and what could not be read. */
export function loadConfDir(
  directory: string,
): ConfDir & { findings: Finding<ManifestCode>[] } {
  const { files, findings } = readAll(
    [directory],
    CONF_NAME,
    "CNI configurations (.conf, .json, .conflist)",
  );
  const folders = findings.length > 0 ? [] : [...Deno.readDirSync(directory)]
    .filter(({ isDirectory }) => isDirectory);
  const chained = new Map(folders.flatMap(({ name }): [string, ManifestFile[]][] => {
    const { files } = readAll([`${directory}/${name}`], /\.conf$/, "");
    return files.length > 0 ? [[name, files]] : [];
  }));
  return { confDir: new Map(files.map(({ file, text }) => [file, text])), chained, findings };
}

const MANIFESTS = "manifests (.yaml, .yml, .json)";

function readAll(paths: readonly string[], pattern: RegExp, what: string) {
  const reader = new FileReader();
  const files: ManifestFile[] = [];
  for (const path of paths) {
    reader.attempt(path, () => {
      const found = filesAt(path, pattern);
      if (found.length === 0) reader.findings.push(empty(path, what));
      files.push(...reader.read(found));
    });
  }
  return { files, findings: reader.findings };
}

/** Reads files until there are too many of them, and notes those that it could not read. */
class FileReader {
  readonly findings: Finding<ManifestCode>[] = [];
  #octets = 0;

  /** What is read of a folder counts by itself: most of a repository is not kept. */
  startFolder(): void {
    this.#octets = 0;
  }

  /** Does `work` for `path`; an error is a finding about it. */
  attempt(path: string, work: () => void): void {
    try {
      work();
    } catch (error) {
      const reason = reasonOf(error);
      this.findings.push(unreadable(path, `${path} cannot be read: ${reason}`, "check the path"));
    }
  }

  /** Returns those of the files that can be read. */
  read(paths: readonly string[]): ManifestFile[] {
    const files: ManifestFile[] = [];
    for (const path of paths) {
      this.attempt(path, () => {
        const { text, octets } = read(path, MAX_OCTETS - this.#octets);
        this.#octets += octets;
        files.push({ file: path === "-" ? "standard input" : path, text });
      });
    }
    return files;
  }
}

/** Returns the file at `path`, or those of that folder; "-" for standard input. */
function filesAt(path: string, pattern: RegExp): string[] {
  if (!isFolder(path)) return [path];
  const folder = path.replace(/(?<=.)\/+$/, "");
  return [...Deno.readDirSync(folder)]
    .filter(({ isDirectory, name }) => !isDirectory && pattern.test(name))
    .map(({ name }) => `${folder}/${name}`)
    .sort();
}

function isFolder(path: string): boolean {
  return path !== "-" && Deno.statSync(path).isDirectory;
}

function isFolderThere(path: string): boolean {
  try {
    return isFolder(path);
  } catch {
    return false; // Told where it is read.
  }
}

function empty(path: string, what: string): Finding<ManifestCode> {
  return unreadable(path, `${path} holds no ${what}`, "name another folder or file");
}

/** What a shell hands over (<(helm template)) is a pipe, and is read to its end; no other is waited for. */
const HANDED_OVER = /^\/(dev|proc\/self)\/fd\/\d+$/;

/** Returns what is at `path`, "-" for standard input. Throws when it has more than `room` octets. */
function read(path: string, room: number): { text: string; octets: number } {
  if (path === "-") return readStream(Deno.stdin, room);
  const { isFile, size } = Deno.statSync(path);
  if (!isFile && !HANDED_OVER.test(path)) throw new Error("it is no regular file");
  if (size > room) throw tooMuch();
  // Some of the kernel's files say so and have their reader wait.
  if (isFile && size === 0) return { text: "", octets: 0 };
  using file = Deno.openSync(path);
  return readStream(file, room, isFile ? size + 1 : undefined);
}

/** Octets that are read at once. */
const LARGEST_PIECE = 64 * 1024;

/** What comes may have no end. */
function readStream(
  stream: { readSync(buffer: Uint8Array): number | null },
  room: number,
  expected = LARGEST_PIECE,
): { text: string; octets: number } {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const buffer = new Uint8Array(Math.min(expected, LARGEST_PIECE));
  let [text, octets] = ["", 0];
  for (let n; (n = stream.readSync(buffer)) !== null;) {
    octets += n;
    if (octets > room) throw tooMuch();
    text += decoder.decode(buffer.subarray(0, n), { stream: true });
  }
  return { text: text + decoder.decode(), octets };
}

function tooMuch(): Error {
  return new Error(`these are more than ${MAX_OCTETS / (1 << 20)} MiB of files`);
}

function unreadable(path: string, message: string, hint: string): Finding<ManifestCode> {
  return { code: "file-unreadable", message, path, hint };
}

/**
 * The record of an attachment: what its links were before ADD. It is on disk before the first
 * change, and goes when everything has been given back, so that DEL and GC can finish the work of an
 * ADD that was killed.
 */

import { CniError, CniErrorCode, parseObject, reasonOf } from "../../cni/mod.ts";
import { type OwnFolder, SystemError, TrustError } from "../../netlink/mod.ts";
import { makeStateDir, ownFolder } from "../state_dir.ts";
import { type AttachmentRecord, isRecord, RECORD_VERSION } from "./record_shape.ts";

export type { AttachmentRecord, LinkRecord } from "./record_shape.ts";

/** A record has some hundred octets for each link. */
const MAX_OCTETS = 1 << 20;

/** Which record is meant. */
export type RecordKey = Pick<AttachmentRecord, "network" | "containerId" | "ifname">;

/** A record that cannot be read or written. */
export class RecordError extends CniError {
  constructor(message: string, options?: ErrorOptions, remedy = "") {
    super(CniErrorCode.Io, message, remedy, options);
  }
}

/** What is in the place of a record and is none, or what the node has not put there. */
export class CorruptRecordError extends RecordError {}

/** The record of a later version of this program, which knows what else it says: it is never removed. */
export class NewerRecordError extends RecordError {
  constructor(path: string, version: number) {
    super(
      `${path} was written by a newer version of the plugin (format ${version})`,
      undefined,
      "install that version again: `bond install --rollback`, where it was replaced",
    );
  }
}

/** Returns the path of a record. */
export function recordPath(stateDir: string, key: RecordKey): string {
  return `${directoryOf(stateDir, key.network)}/${fileOf(key)}`;
}

/** No two attachments share a file: "@" is in no container ID. */
function fileOf({ containerId, ifname }: RecordKey): string {
  return `${containerId}@${encodeURIComponent(ifname)}.json`;
}

/**
 * Writes `record` so that it is whole on disk when this returns, or as it was before. Throws
 * RecordError.
 */
export function writeRecord(stateDir: string, record: AttachmentRecord): void {
  const name = fileOf(record);
  try {
    using folder = makeFolder(stateDir, record.network);
    const temporary = unfinished(name);
    try {
      refuseNewer(folder, name);
      folder.remove(temporary);
      folder.write(temporary, new TextEncoder().encode(`${JSON.stringify(record)}\n`));
      folder.rename(temporary, name);
      folder.sync();
    } catch (error) {
      folder.remove(temporary);
      throw error;
    }
  } catch (cause) {
    if (cause instanceof NewerRecordError) throw cause;
    throw new RecordError(
      `cannot write the record ${recordPath(stateDir, record)}: ${whyNot(cause)}`,
      { cause },
      `see to it that ${stateDir} is a folder of root's, with room for a record`,
    );
  }
}

/** Throws NewerRecordError when a record is there that this version would destroy. */
function refuseNewer(folder: OwnFolder, name: string): void {
  try {
    readFile(folder, name);
  } catch (error) {
    if (error instanceof NewerRecordError) throw error;
  }
}

/** Returns the folder `network` of the state folder, which nobody else can write to. Throws TrustError. */
export function makeFolder(stateDir: string, network: string): OwnFolder {
  using top = ownFolder(stateDir) ?? makeStateDir(stateDir);
  top.keepOthersOut();
  const folder = top.folder(network) ?? makeIn(top, network);
  folder.keepOthersOut();
  return folder;
}

function makeIn(folder: OwnFolder, name: string): OwnFolder {
  Deno.mkdirSync(folder.at(name), { recursive: true, mode: 0o700 });
  const made = folder.folder(name);
  if (!made) throw new TrustError(`${folder.path}/${name}`, "was removed meanwhile");
  return made;
}

/** Returns the record of an attachment; undefined when there is none. Throws RecordError when it cannot be read. */
export function readRecord(stateDir: string, key: RecordKey): AttachmentRecord | undefined {
  return inFolder(stateDir, key.network, (folder) => readFile(folder, fileOf(key)), undefined);
}

/** Removes the record of an attachment, if there is one, finished or not. Throws RecordError. */
export function removeRecord(stateDir: string, key: RecordKey): void {
  const name = fileOf(key);
  remove(stateDir, key, [unfinished(name), name]);
}

/** Removes what was written of a record that was never finished. Throws RecordError. */
export function removeUnfinished(stateDir: string, key: RecordKey): void {
  remove(stateDir, key, [unfinished(fileOf(key))]);
}

function remove(stateDir: string, key: RecordKey, names: readonly string[]): void {
  inFolder(stateDir, key.network, (folder) => {
    try {
      for (const name of names) folder.remove(name);
    } catch (cause) {
      const path = recordPath(stateDir, key);
      throw new RecordError(`cannot remove the record ${path}: ${whyNot(cause)}`, { cause });
    }
  }, undefined);
}

/** The records of a network, and what among them is none. */
interface RecordList {
  records: AttachmentRecord[];
  problems: RecordError[];
}

/** Returns the records of `network`. Throws RecordError when its directory cannot be read. */
export function listRecords(stateDir: string, network: string): RecordList {
  const list: RecordList = { records: [], problems: [] };
  for (const name of filesIn(stateDir, network)) {
    if (!name.endsWith(".json")) continue;
    const key = keyOf(network, name);
    try {
      const record = key && readRecord(stateDir, key);
      if (record) list.records.push(record);
      else if (!key) {
        const path = `${directoryOf(stateDir, network)}/${name}`;
        throw new CorruptRecordError(`${path} is not a record of an attachment`);
      }
    } catch (error) {
      if (!(error instanceof RecordError)) throw error;
      list.problems.push(error);
    }
  }
  return list;
}

/** Returns which attachments of `network` have something in the place of a record, without reading it. */
export function keysOf(stateDir: string, network: string): RecordKey[] {
  return filesIn(stateDir, network).flatMap((name) => keyOf(network, name) ?? []);
}

/** Returns which attachments of `network` have a record that was never finished. */
export function unfinishedKeysOf(stateDir: string, network: string): RecordKey[] {
  return filesIn(stateDir, network).filter((name) => name.endsWith(unfinished("")))
    .flatMap((name) => keyOf(network, name.slice(0, -unfinished("").length)) ?? []);
}

/** Returns the names of what is in the folder `network` of the state folder. Throws RecordError. */
export function filesIn(stateDir: string, network: string): string[] {
  return inFolder(stateDir, network, (folder) => folder.names(), []);
}

function keyOf(network: string, name: string): RecordKey | undefined {
  const [, containerId = "", encoded = ""] = /^([^@]+)@(.+)\.json$/.exec(name) ?? [];
  try {
    const key = { network, containerId, ifname: decodeURIComponent(encoded) };
    return containerId !== "" && fileOf(key) === name ? key : undefined;
  } catch {
    return undefined;
  }
}

/** Where what is no record is kept for whoever wants to look at it. */
const ASIDE = ".aside";

/**
 * Moves what is in the place of a record, whatever that is, out of the way. Returns where it is then;
 * undefined when there was nothing. Throws RecordError.
 */
export function setAside(stateDir: string, key: RecordKey): string | undefined {
  const name = fileOf(key);
  const kept = `${key.network}-${Date.now()}-${name}`;
  return inFolder(stateDir, key.network, (folder) => {
    try {
      using aside = makeFolder(stateDir, ASIDE);
      folder.rename(name, kept, aside);
      return `${aside.path}/${kept}`;
    } catch (cause) {
      if (isAbsence(cause)) return undefined;
      const path = recordPath(stateDir, key);
      throw new RecordError(`cannot set ${path} aside: ${whyNot(cause)}`, { cause });
    }
  }, undefined);
}

/** Returns the paths of what was set aside. */
export function listAside(stateDir: string): string[] {
  return filesIn(stateDir, ASIDE).map((name) => `${stateDir}/${ASIDE}/${name}`);
}

/** Returns the names of the networks that have records. */
export function listNetworks(stateDir: string): string[] {
  return inFolder(stateDir, "", (folder) => folder.folderNames(), [])
    .filter((name) => !name.startsWith("."));
}

/** Returns where a record is until all of it is on disk; a process that was killed may leave it there. */
function unfinished(name: string): string {
  return `${name}.tmp`;
}

function directoryOf(stateDir: string, network: string): string {
  // The names of networks and containers begin with a letter or digit: none leads out of here.
  return network === "" ? stateDir : `${stateDir}/${network}`;
}

/** Returns what `work` makes of the folder of a network, or `otherwise` when it is absent. */
function inFolder<T>(
  stateDir: string,
  network: string,
  work: (folder: OwnFolder) => T,
  otherwise: T,
): T {
  const path = directoryOf(stateDir, network);
  try {
    using folder = ownFolder(path);
    if (!folder) return otherwise;
    // Others may have had a way in, but no file of theirs is believed.
    folder.keepOthersOut();
    return work(folder);
  } catch (cause) {
    if (cause instanceof RecordError) throw cause;
    const Kind = cause instanceof TrustError ? CorruptRecordError : RecordError;
    throw new Kind(`cannot use ${path}: ${whyNot(cause)}`, { cause });
  }
}

function readFile(folder: OwnFolder, name: string): AttachmentRecord | undefined {
  const path = `${folder.path}/${name}`;
  let bytes: Uint8Array | undefined;
  try {
    bytes = folder.read(name, MAX_OCTETS);
  } catch (cause) {
    const Kind = cause instanceof TrustError ? CorruptRecordError : RecordError;
    throw new Kind(`cannot read the record ${path}: ${whyNot(cause)}`, { cause });
  }
  if (!bytes) return undefined;
  const json = parseObject(new TextDecoder().decode(bytes));
  const version = json?.["version"];
  if (typeof version === "number" && version > RECORD_VERSION) {
    throw new NewerRecordError(path, version);
  }
  const record = json && isRecord(json) ? json : undefined;
  if (!record) throw new CorruptRecordError(`${path} is not a record of an attachment`);
  const network = folder.path.slice(folder.path.lastIndexOf("/") + 1);
  // Only of this attachment is anything believed that the file says.
  if (record.network === network && fileOf(record) === name) return record;
  throw new CorruptRecordError(`${path} is the record of another attachment`);
}

/** What a file system says of a path that is too long or leads through a file is as good as absence. */
const ABSENCE: readonly unknown[] = ["ENOENT", "ENOTDIR", "ENAMETOOLONG"];

function isAbsence(error: unknown): boolean {
  return error instanceof Error && "code" in error && ABSENCE.includes(error.code);
}

/** What file systems refuse with, in the words of strerror(3). */
const WORDS: Record<string, string> = {
  EACCES: "permission denied",
  EDQUOT: "disk quota exceeded",
  EIO: "input/output error",
  ENOSPC: "no space left on device",
  EROFS: "read-only file system",
};

/** Returns why, without words that make a runtime believe that there is nothing left to do. */
function whyNot(cause: unknown): string {
  if (isAbsence(cause)) return "the directory is absent";
  return cause instanceof SystemError ? WORDS[cause.code] ?? cause.code : reasonOf(cause);
}

/**
 * The record of an attachment: what its links were before ADD. It is on disk before the first
 * change, and goes when everything has been given back, so that DEL and GC can finish the work of an
 * ADD that was killed.
 */

import { CniError, CniErrorCode, isJsonObject, type JsonObject } from "../../cni/mod.ts";
import type { RestoreChoice } from "../config/mod.ts";

/** A link as it was before ADD, and where ADD takes it. */
export interface LinkRecord {
  from: "host" | "container";
  name: string;
  /** Its name in the container. */
  containerName: string;
  /** A name that nothing else has, for the way between two namespaces; "" for links of the container. */
  temporaryName: string;
  /** Its index where it came from. */
  index: number;
  kind: string;
  address: string;
  permanentAddress: string;
  mtu: number;
  up: boolean;
  alias: string;
  /** Bus and address of the device, such as "pci/0000:3b:02.0"; "" when it has none. */
  device: string;
}

/** What an attachment has taken. */
export interface AttachmentRecord {
  version: 1;
  network: string;
  containerId: string;
  ifname: string;
  /** The container's network namespace: its path, and what the kernel calls it. */
  netns: { path: string; id: string };
  restore: RestoreChoice;
  links: LinkRecord[];
}

/** Which record is meant. */
export type RecordKey = Pick<AttachmentRecord, "network" | "containerId" | "ifname">;

/** A record that cannot be read or written. */
export class RecordError extends CniError {
  constructor(message: string, options?: ErrorOptions, remedy = "") {
    super(CniErrorCode.Io, message, remedy, options);
  }
}

/** A file in the place of a record that is none. */
export class CorruptRecordError extends RecordError {}

/** Returns the path of a record. No two attachments share one: "@" is in no container ID. */
export function recordPath(stateDir: string, key: RecordKey): string {
  const { network, containerId, ifname } = key;
  return `${directoryOf(stateDir, network)}/${containerId}@${encodeURIComponent(ifname)}.json`;
}

/**
 * Writes `record` so that it is whole on disk when this returns, or as it was before. Throws
 * RecordError.
 */
export function writeRecord(stateDir: string, record: AttachmentRecord): void {
  const path = recordPath(stateDir, record);
  const temporary = unfinished(path);
  try {
    const directory = directoryOf(stateDir, record.network);
    Deno.mkdirSync(directory, { recursive: true, mode: 0o700 });
    removeIfPresent(temporary);
    writeDurably(temporary, new TextEncoder().encode(`${JSON.stringify(record)}\n`));
    Deno.renameSync(temporary, path);
    sync(directory);
  } catch (cause) {
    removeIfPresent(temporary);
    const remedy = "see to it that there is room and permission to write, or set stateDir";
    throw new RecordError(`cannot write the record ${path}: ${reasonOf(cause)}`, { cause }, remedy);
  }
}

/** Returns the record of an attachment; undefined when there is none. Throws RecordError when it cannot be read. */
export function readRecord(stateDir: string, key: RecordKey): AttachmentRecord | undefined {
  return readPath(recordPath(stateDir, key));
}

/** Removes the record of an attachment, if there is one, finished or not. Throws RecordError. */
export function removeRecord(stateDir: string, key: RecordKey): void {
  const path = recordPath(stateDir, key);
  try {
    removeIfPresent(unfinished(path));
    removeIfPresent(path);
  } catch (cause) {
    throw new RecordError(`cannot remove the record ${path}: ${reasonOf(cause)}`, { cause });
  }
}

/** The records of a network, and the files among them that are none. */
export interface RecordList {
  records: AttachmentRecord[];
  problems: RecordError[];
}

/** Returns the records of `network`. Throws RecordError when its directory cannot be read. */
export function listRecords(stateDir: string, network: string): RecordList {
  const directory = directoryOf(stateDir, network);
  const list: RecordList = { records: [], problems: [] };
  for (const name of namesIn(directory)) {
    if (!name.endsWith(".json")) continue;
    try {
      const record = readPath(`${directory}/${name}`);
      if (record) list.records.push(record);
    } catch (error) {
      if (!(error instanceof RecordError)) throw error;
      list.problems.push(error);
    }
  }
  return list;
}

/** Returns the names of the networks that have records. */
export function listNetworks(stateDir: string): string[] {
  return namesIn(stateDir).filter((name) => !name.startsWith("."));
}

/** Returns where a record is until all of it is on disk; a process that was killed may leave it there. */
function unfinished(path: string): string {
  return `${path}.tmp`;
}

function directoryOf(stateDir: string, network: string): string {
  // The names of networks and containers begin with a letter or digit: none leads out of here.
  return `${stateDir}/${network}`;
}

function namesIn(directory: string): string[] {
  try {
    return Array.from(Deno.readDirSync(directory), ({ name }) => name).sort();
  } catch (cause) {
    if (isAbsence(cause)) return [];
    throw new RecordError(`cannot list ${directory}: ${reasonOf(cause)}`, { cause });
  }
}

function readPath(path: string): AttachmentRecord | undefined {
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
  } catch (cause) {
    if (isAbsence(cause)) return undefined;
    throw new RecordError(`cannot read the record ${path}: ${reasonOf(cause)}`, { cause });
  }
  const record = parse(text);
  if (!record) throw new CorruptRecordError(`${path} is not a record of an attachment`);
  return record;
}

function parse(text: string): AttachmentRecord | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  return isRecord(json) ? json : undefined;
}

/** A disk can lose parts of a file, and people edit them: what is acted upon must have its shape. */
function isRecord(json: unknown): json is AttachmentRecord {
  if (!isJsonObject(json)) return false;
  const { version, netns, restore, links } = json;
  return version === 1 && hasTexts(json, ["network", "containerId", "ifname"]) &&
    isJsonObject(netns) && hasTexts(netns, ["path", "id"]) && isJsonObject(restore) &&
    Array.isArray(links) && links.every(isLinkRecord);
}

const LINK_TEXTS: readonly (keyof LinkRecord)[] = [
  "name",
  "containerName",
  "temporaryName",
  "kind",
  "address",
  "permanentAddress",
  "alias",
  "device",
];

function isLinkRecord(json: unknown): json is LinkRecord {
  return isJsonObject(json) && hasTexts(json, LINK_TEXTS) &&
    (json["from"] === "host" || json["from"] === "container") &&
    typeof json["index"] === "number" && typeof json["mtu"] === "number" &&
    typeof json["up"] === "boolean";
}

function hasTexts(json: JsonObject, keys: readonly string[]): boolean {
  return keys.every((key) => typeof json[key] === "string");
}

function writeDurably(path: string, bytes: Uint8Array): void {
  using file = Deno.openSync(path, { write: true, createNew: true, mode: 0o600 });
  for (let written = 0; written < bytes.length;) {
    written += file.writeSync(bytes.subarray(written));
  }
  file.syncSync();
}

function sync(directory: string): void {
  using file = Deno.openSync(directory);
  file.syncSync();
}

function removeIfPresent(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!isAbsence(error)) throw error;
  }
}

/** A path that is too long or leads through a file is as absent as one that does not exist. */
function isAbsence(error: unknown): boolean {
  if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
    return true;
  }
  return error instanceof Error && "code" in error && error.code === "ENAMETOOLONG";
}

/** Returns why, without words that make a runtime believe that there is nothing left to do. */
function reasonOf(cause: unknown): string {
  if (isAbsence(cause)) return "the directory is absent";
  return cause instanceof Error ? cause.message : String(cause);
}

/**
 * The record of an attachment: what its links were before ADD. It is on disk before the first
 * change, and goes when everything has been given back, so that DEL and GC can finish the work of an
 * ADD that was killed.
 */

import { isJsonObject } from "../cni/mod.ts";
import type { RestoreChoice } from "./schema.ts";

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
export class RecordError extends Error {
  override readonly name: string = "RecordError";
}

/** A file in the place of a record that is none. */
export class CorruptRecordError extends RecordError {
  override readonly name = "CorruptRecordError";
}

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
  const temporary = `${path}.${crypto.randomUUID()}.tmp`;
  try {
    const directory = directoryOf(stateDir, record.network);
    Deno.mkdirSync(directory, { recursive: true, mode: 0o700 });
    writeDurably(temporary, new TextEncoder().encode(`${JSON.stringify(record)}\n`));
    Deno.renameSync(temporary, path);
    sync(directory);
  } catch (cause) {
    removeIfPresent(temporary);
    throw new RecordError(`cannot write the record ${path}: ${reasonOf(cause)}`, { cause });
  }
}

/** Returns the record of an attachment; undefined when there is none. Throws RecordError when it cannot be read. */
export function readRecord(stateDir: string, key: RecordKey): AttachmentRecord | undefined {
  return readPath(recordPath(stateDir, key));
}

/** Removes the record of an attachment, if there is one. Throws RecordError. */
export function removeRecord(stateDir: string, key: RecordKey): void {
  const path = recordPath(stateDir, key);
  try {
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
  return namesIn(stateDir);
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

/** Only this program writes records, whole or not at all: what has the right version has the right shape. */
function parse(text: string): AttachmentRecord | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const isRecord = isJsonObject(json) && json["version"] === 1 && Array.isArray(json["links"]);
  return isRecord ? json as unknown as AttachmentRecord : undefined;
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

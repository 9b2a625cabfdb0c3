/**
 * The files of an installed program. Whatever happens in between, the file under the program's name is
 * the old one or the new one, whole.
 */

import { messageOf, removeIfPresent, writeOut } from "../../cni/mod.ts";
import { createHash } from "node:crypto";
import { InstallError } from "./errors.ts";

/** Where the program is, and what is kept beside it; no runtime looks at hidden files. */
export interface Places {
  folder: string;
  program: string;
  /** While it is written; whole, but not yet in place. */
  next: string;
  /** What was there before. */
  previous: string;
}

/** Returns where the program `name` is in `folder`. Throws InstallError when it can be no type of a plugin. */
export function placesOf(folder: string, name: string): Places {
  if (!/^[A-Za-z0-9][\w.-]*$/.test(name)) {
    throw new InstallError(
      `${JSON.stringify(name)} cannot be the type of a plugin`,
      "letters, digits, dots, hyphens and underscores, beginning with a letter or digit",
    );
  }
  return {
    folder,
    program: `${folder}/${name}`,
    next: `${folder}/.${name}.next`,
    previous: `${folder}/.${name}.previous`,
  };
}

/**
 * What every version of this program has in its file, and so tells it from another vendor's. It must
 * never change; it is also what the program says of itself.
 */
const MARK = "CNI plugin for bonded links";

/** Octets that are read or written at once. */
const PIECE = 1 << 20;

/** Keeps other installers out of `folder` until it is closed. Throws InstallError when there is no such folder. */
export function lock(folder: string): Deno.FsFile {
  try {
    // The final slash lets the system refuse what is no folder.
    const file = Deno.openSync(`${folder}/`);
    file.lockSync(true);
    return file;
  } catch (cause) {
    throw new InstallError(
      `${folder} cannot be opened: ${messageOf(cause)}`,
      "name the folder that the container runtime takes plugins from with --cni-bin-dir",
      { cause },
    );
  }
}

/** Writes `source` as the next program, with owner and mode, so that it outlasts a power cut. */
export function writeNext(source: Deno.FsFile, { next }: Places): void {
  try {
    removeIfPresent(next);
    source.seekSync(0, Deno.SeekMode.Start);
    using file = Deno.openSync(next, { write: true, createNew: true, mode: 0o700 });
    for (const piece of pieces(source)) writeOut(file, piece);
    // Not before it is whole.
    Deno.chmodSync(next, 0o755);
    if (Deno.uid() === 0) Deno.chownSync(next, 0, 0);
    file.syncSync();
  } catch (cause) {
    removeIfPresent(next);
    throw new InstallError(
      `cannot write ${next}: ${messageOf(cause)}`,
      "see to room and permission to write; the program that was there is as it was",
      { cause },
    );
  }
}

/** Puts the next program in place, and keeps the one that was there. */
export function putInPlace({ folder, program, next, previous }: Places): void {
  if (isPresent(program)) {
    // A second name first, so that the program is never absent.
    const kept = `${previous}.next`;
    removeIfPresent(kept);
    Deno.linkSync(program, kept);
    Deno.renameSync(kept, previous);
    // Of two names of one file rename(2) does nothing: an installer was killed right here before.
    removeIfPresent(kept);
  }
  Deno.renameSync(next, program);
  syncFolder(folder);
}

/** Exchanges the program for the one before. */
export function exchange({ folder, program, next, previous }: Places): void {
  removeIfPresent(next);
  if (isPresent(program)) Deno.linkSync(program, next);
  Deno.renameSync(previous, program);
  if (isPresent(next)) Deno.renameSync(next, previous);
  removeIfPresent(next);
  syncFolder(folder);
}

/** Removes the program, and what of it is kept; a foreign file that it replaced stays. */
export function removeAll({ folder, program, next, previous }: Places): void {
  removeIfPresent(program);
  removeIfPresent(next);
  if (isOurs(previous)) removeIfPresent(previous);
  syncFolder(folder);
}

/** Whether there is a program of any version of this project at `path`. */
export function isOurs(path: string): boolean {
  if (!isFile(path)) return false;
  using file = Deno.openSync(path);
  // The end of each piece stays in front of the next: the mark may lie across.
  const mark = new TextEncoder().encode(MARK);
  let rest = new Uint8Array();
  for (const piece of pieces(file)) {
    const text = new Uint8Array(rest.length + piece.length);
    text.set(rest);
    text.set(piece, rest.length);
    if (contains(text, mark)) return true;
    rest = text.slice(-mark.length);
  }
  return false;
}

/** Whether the file at `path` has the very octets of `source`. */
export function isSame(source: Deno.FsFile, path: string): boolean {
  if (!isFile(path) || Deno.statSync(path).size !== source.statSync().size) return false;
  source.seekSync(0, Deno.SeekMode.Start);
  using file = Deno.openSync(path);
  return digest(source) === digest(file);
}

/** Whether a folder is at `path`. */
export function isFolder(path: string): boolean {
  return infoAt(path)?.isDirectory === true;
}

/** Whether something is at `path`; a link to nowhere is something. */
export function isPresent(path: string): boolean {
  return infoAt(path) !== undefined;
}

/** Makes the names in a folder outlast a power cut. */
export function syncFolder(folder: string): void {
  using file = Deno.openSync(folder);
  file.syncSync();
}

function isFile(path: string): boolean {
  return infoAt(path)?.isFile === true;
}

function infoAt(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.lstatSync(path);
  } catch {
    return undefined;
  }
}

function digest(file: Deno.FsFile): string {
  const hash = createHash("sha256");
  for (const piece of pieces(file)) hash.update(piece);
  return hash.digest("hex");
}

function* pieces(file: Deno.FsFile): Generator<Uint8Array> {
  const buffer = new Uint8Array(PIECE);
  for (let read = file.readSync(buffer); read !== null; read = file.readSync(buffer)) {
    yield buffer.subarray(0, read);
  }
}

function contains(text: Uint8Array, wanted: Uint8Array): boolean {
  for (let at = text.indexOf(wanted[0] ?? 0); at >= 0; at = text.indexOf(wanted[0] ?? 0, at + 1)) {
    if (wanted.every((octet, i) => text[at + i] === octet)) return true;
  }
  return false;
}

/**
 * Folders and files that a program believes: nobody else can have put them there.
 *
 * What is open is reached through /proc/self/fd, so that each step is taken from a folder that has been
 * looked at, whatever its path leads to by then.
 */
import { cString } from "./c_string.ts";
import { ENOENT, ENOTDIR } from "./errno.ts";
import { SystemError } from "./errors.ts";
import { checked, lastErrno, libc } from "./libc.ts";
import {
  O_APPEND,
  O_CLOEXEC,
  O_CREAT,
  O_DIRECTORY,
  O_NOFOLLOW,
  O_NONBLOCK,
  O_RDONLY,
  O_WRONLY,
} from "./open_flags.ts";

const ENAMETOOLONG = 36;
const ELOOP = 40;
/** What is made is its owner's alone. */
const NEW_FILE_MODE = 0o600;
/** S_IWGRP and S_IWOTH (linux/stat.h). */
const WRITABLE_BY_OTHERS = 0o022;

/** A file or folder that is not to be believed, or that cannot be opened. */
export class TrustError extends Error {
  /** Tells it from other errors. */
  override readonly name = "TrustError";
  /** What is not to be believed. */
  readonly path: string;

  /** `problem` is a clause that follows the path, such as "is a link". */
  constructor(path: string, problem: string, options?: ErrorOptions) {
    super(`${path} ${problem}`, options);
    this.path = path;
  }
}

/** An open folder that belongs to one user, to which no link led. */
export class OwnFolder implements Disposable {
  /** Where it is. */
  readonly path: string;
  readonly #owner: number;
  #fd: number;

  private constructor(path: string, fd: number, owner: number) {
    this.path = path;
    this.#fd = fd;
    this.#owner = owner;
  }

  /**
   * Opens the folder at the absolute `path`; undefined when it is absent. No part of the path may be a
   * link, and the folder itself must be that of the user `owner`.
   *
   * @throws {TrustError} when it is not, or cannot be opened
   */
  static open(path: string, owner: number): OwnFolder | undefined {
    let fd = openAt(undefined, "/", "/", O_RDONLY | O_DIRECTORY);
    const parts = path.split("/").filter((part) => part !== "");
    for (const [i, part] of parts.entries()) {
      if (fd === undefined) return undefined;
      const parent: number = fd;
      try {
        fd = openAt(parent, part, `/${parts.slice(0, i + 1).join("/")}`, O_RDONLY | O_DIRECTORY);
      } finally {
        libc.close(parent);
      }
    }
    return fd === undefined ? undefined : OwnFolder.#checked(path, fd, owner);
  }

  static #checked(path: string, fd: number, owner: number): OwnFolder {
    const folder = new OwnFolder(path, fd, owner);
    try {
      const { uid } = Deno.statSync(folder.at(""));
      if (uid !== owner) throw new TrustError(path, `belongs to user ${uid}, not to ${owner}`);
      return folder;
    } catch (error) {
      folder[Symbol.dispose]();
      throw error;
    }
  }

  /** Opens the folder `name` in this one, on the same terms; undefined when it is absent. */
  folder(name: string): OwnFolder | undefined {
    const path = `${this.path}/${name}`;
    const fd = openAt(this.#fd, name, path, O_RDONLY | O_DIRECTORY);
    return fd === undefined ? undefined : OwnFolder.#checked(path, fd, this.#owner);
  }

  /** The path that leads to `name` in this very folder while it is open. */
  at(name: string): string {
    return `/proc/self/fd/${this.#fd}/${name}`;
  }

  /** Whether others than its owner may put something into it. */
  get isOpenToOthers(): boolean {
    return ((Deno.statSync(this.at("")).mode ?? 0) & WRITABLE_BY_OTHERS) !== 0;
  }

  /** Keeps everybody else out: mode 0700. */
  keepOthersOut(): void {
    if (((Deno.statSync(this.at("")).mode ?? 0) & 0o777) !== 0o700) {
      Deno.chmodSync(this.at(""), 0o700);
    }
  }

  /** The names of what is in it, sorted. */
  names(): string[] {
    return Array.from(Deno.readDirSync(this.at("")), ({ name }) => name).sort();
  }

  /** The names of the folders in it, sorted. */
  folderNames(): string[] {
    return Array.from(Deno.readDirSync(this.at(""))).filter(({ isDirectory }) => isDirectory)
      .map(({ name }) => name).sort();
  }

  /**
   * The octets of a file in it; undefined when it is absent. Returns at once whatever it is.
   *
   * @throws {TrustError} when it is a link, no regular file, somebody else's, writable by others, known
   * under a second name, or larger than `maxOctets`
   */
  read(name: string, maxOctets: number): Uint8Array | undefined {
    const path = `${this.path}/${name}`;
    const fd = openAt(this.#fd, name, path, O_RDONLY | O_NONBLOCK);
    if (fd === undefined) return undefined;
    try {
      const { size } = this.#checkedFile(fd, path);
      if (size > maxOctets) {
        throw new TrustError(path, `has ${size} octets, more than ${maxOctets}`);
      }
      return readUpTo(fd, maxOctets, path);
    } finally {
      libc.close(fd);
    }
  }

  /**
   * Puts `bytes` at the end of a file in it, which is made if it is absent. Whoever has given the file another
   * name meanwhile gets none of them.
   *
   * @throws {TrustError} as `read` does
   * @throws {Error} of the file system, when there is no room
   */
  append(name: string, bytes: Uint8Array): void {
    const path = `${this.path}/${name}`;
    const fd = openAt(this.#fd, name, path, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK);
    if (fd === undefined) throw new TrustError(path, "cannot be made: its folder is gone");
    try {
      this.#checkedFile(fd, path);
      Deno.writeFileSync(`/proc/self/fd/${fd}`, bytes, { append: true, create: false });
    } finally {
      libc.close(fd);
    }
  }

  /** What the open file is. Throws TrustError unless it is to be believed. */
  #checkedFile(fd: number, path: string): Deno.FileInfo {
    const info = Deno.statSync(`/proc/self/fd/${fd}`);
    const { isFile, uid, mode, nlink } = info;
    const problem = !isFile
      ? "is no regular file"
      : uid !== this.#owner
      ? `belongs to user ${uid}, not to ${this.#owner}`
      : (mode ?? 0) & WRITABLE_BY_OTHERS
      ? "can be written to by others than its owner"
      : nlink !== 1
      ? "has a second name"
      : undefined;
    if (problem !== undefined) throw new TrustError(path, problem);
    return info;
  }

  /** Closes it. */
  [Symbol.dispose](): void {
    if (this.#fd >= 0) libc.close(this.#fd);
    this.#fd = -1;
  }
}

/** A file may grow between the look at it and the reading. */
function readUpTo(fd: number, maxOctets: number, path: string): Uint8Array {
  const bytes = new Uint8Array(maxOctets + 1);
  let length = 0;
  while (length < bytes.length) {
    const rest = bytes.subarray(length);
    const count = checked(`read ${path}`, libc.read(fd, rest, rest.length));
    if (count === 0) return bytes.slice(0, length);
    length += count;
  }
  throw new TrustError(path, `has more than ${maxOctets} octets`);
}

/** Opens `name` in the folder `parent`, or `name` itself; undefined when it is absent. Follows no link. */
function openAt(
  parent: number | undefined,
  name: string,
  path: string,
  flags: number,
): number | undefined {
  const where = parent === undefined ? name : `/proc/self/fd/${parent}/${name}`;
  const fd = libc.open(cString(where), O_CLOEXEC | O_NOFOLLOW | flags, NEW_FILE_MODE);
  if (fd >= 0) return fd;
  const errno = lastErrno();
  // A name that is too long is as absent as one that does not exist.
  if (errno === ENOENT || errno === ENAMETOOLONG) return undefined;
  const problem = errno === ELOOP || isLink(where)
    ? "is a link; where it leads may be mounted there instead (mount --bind)"
    : errno === ENOTDIR
    ? "is no folder"
    : `cannot be opened: ${new SystemError("open", errno).code}`;
  throw new TrustError(path, problem, { cause: new SystemError(`open ${path}`, errno) });
}

function isLink(path: string): boolean {
  try {
    return Deno.lstatSync(path).isSymlink;
  } catch {
    return false;
  }
}

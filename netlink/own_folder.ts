/**
 * Folders and files that a program believes: nobody else can have put them there.
 *
 * Each step is taken from an open folder that has been looked at, whatever its path leads to by then.
 */
import { cString } from "./c_string.ts";
import { EISDIR, ENOENT, ENOTDIR } from "./errno.ts";
import { SystemError } from "./errors.ts";
import { type FileStatus, statusAt, statusOf } from "./file_status.ts";
import { AT_FDCWD, checked, lastErrno, libc } from "./libc.ts";
import {
  O_APPEND,
  O_CLOEXEC,
  O_CREAT,
  O_DIRECTORY,
  O_EXCL,
  O_NOFOLLOW,
  O_NONBLOCK,
  O_RDONLY,
  O_WRONLY,
} from "./open_flags.ts";

const ENAMETOOLONG = 36;
const ELOOP = 40;
/** linux/openat2.h */
const RESOLVE_NO_SYMLINKS = 4n;
/** AT_REMOVEDIR (linux/fcntl.h). */
const AT_REMOVEDIR = 0x200;
/** What is made is its owner's alone. */
const NEW_FILE_MODE = 0o600;
const OWN_FOLDER_MODE = 0o700;
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
  /** What it was when it was opened. */
  readonly #status: FileStatus;
  #fd: number;

  private constructor(path: string, fd: number, status: FileStatus) {
    this.path = path;
    this.#fd = fd;
    this.#status = status;
  }

  /**
   * Opens the folder at the absolute `path`; undefined when it is absent. No part of the path may be a
   * link, and the folder itself must be that of the user `owner`.
   *
   * @throws {TrustError} when it is not, or cannot be opened
   */
  static open(path: string, owner: number): OwnFolder | undefined {
    const opened = openAtOnce(path);
    if (opened >= 0) return OwnFolder.#checked(path, opened, owner);
    if (isAbsence(lastErrno())) return undefined;
    let fd = openAt(AT_FDCWD, "/", "/", O_RDONLY | O_DIRECTORY);
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
    try {
      const status = statusOf(fd, path);
      if (status.uid === owner) return new OwnFolder(path, fd, status);
      throw new TrustError(path, `belongs to user ${status.uid}, not to ${owner}`);
    } catch (error) {
      libc.close(fd);
      throw error;
    }
  }

  /** Opens the folder `name` in this one, on the same terms; undefined when it is absent. */
  folder(name: string): OwnFolder | undefined {
    const path = `${this.path}/${name}`;
    const fd = openAt(this.#fd, name, path, O_RDONLY | O_DIRECTORY);
    return fd === undefined ? undefined : OwnFolder.#checked(path, fd, this.#status.uid);
  }

  /** The path that leads to `name` in this very folder while it is open. */
  at(name: string): string {
    return `/proc/self/fd/${this.#fd}/${name}`;
  }

  /** Whether others than its owner may put something into it. */
  get isOpenToOthers(): boolean {
    return (this.#status.mode & WRITABLE_BY_OTHERS) !== 0;
  }

  /**
   * Keeps everybody else out: mode 0700.
   *
   * @throws {SystemError} when the file system refuses
   */
  keepOthersOut(): void {
    if ((this.#status.mode & 0o777) === OWN_FOLDER_MODE) return;
    checked(`change the mode of ${this.path}`, libc.fchmod(this.#fd, OWN_FOLDER_MODE));
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
   * @throws {SystemError} when there is no room
   */
  append(name: string, bytes: Uint8Array<ArrayBuffer>): void {
    const path = `${this.path}/${name}`;
    const fd = openAt(this.#fd, name, path, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK);
    if (fd === undefined) throw new TrustError(path, "cannot be made: its folder is gone");
    try {
      this.#checkedFile(fd, path);
      writeAll(fd, bytes, path);
    } finally {
      libc.close(fd);
    }
  }

  /**
   * Makes the file `name` in it, of this user's alone, and returns when `bytes` are on the disk.
   *
   * @throws {SystemError} EEXIST when something has that name, and when there is no room
   */
  write(name: string, bytes: Uint8Array<ArrayBuffer>): void {
    const path = `${this.path}/${name}`;
    const flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC;
    const fd = checked(
      `make ${path}`,
      libc.openat(this.#fd, cString(name), flags, NEW_FILE_MODE),
    );
    try {
      writeAll(fd, bytes, path);
      checked(`write ${path} to the disk`, libc.fsync(fd));
    } finally {
      libc.close(fd);
    }
  }

  /**
   * Gives the file `name` in it the name `newName` in `folder`, in the place of what is called so.
   *
   * @throws {SystemError} when the file system refuses, ENOENT when there is no such file
   */
  rename(name: string, newName: string, folder: OwnFolder = this): void {
    checked(
      `rename ${this.path}/${name}`,
      libc.renameat(this.#fd, cString(name), folder.#fd, cString(newName)),
    );
  }

  /**
   * Returns when the names in it are on the disk as they are now.
   *
   * @throws {SystemError} when the file system refuses
   */
  sync(): void {
    checked(`write ${this.path} to the disk`, libc.fsync(this.#fd));
  }

  /**
   * Removes the file or the empty folder `name` in it, if there is one.
   *
   * @throws {SystemError} when the file system refuses
   */
  remove(name: string): void {
    const remove = (flags: number) =>
      libc.unlinkat(this.#fd, cString(name), flags) < 0 ? lastErrno() : 0;
    let errno = remove(0);
    if (errno === EISDIR) errno = remove(AT_REMOVEDIR);
    if (errno !== 0 && !isAbsence(errno)) {
      throw new SystemError(`remove ${this.path}/${name}`, errno);
    }
  }

  /** What the open file is. Throws TrustError unless it is to be believed. */
  #checkedFile(fd: number, path: string): FileStatus {
    const status = statusOf(fd, path);
    const owner = this.#status.uid;
    const problem = !status.isFile
      ? "is no regular file"
      : status.uid !== owner
      ? `belongs to user ${status.uid}, not to ${owner}`
      : status.mode & WRITABLE_BY_OTHERS
      ? "can be written to by others than its owner"
      : status.nlink !== 1
      ? "has a second name"
      : undefined;
    if (problem !== undefined) throw new TrustError(path, problem);
    return status;
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

function writeAll(fd: number, bytes: Uint8Array<ArrayBuffer>, path: string): void {
  for (let written = 0; written < bytes.length;) {
    const rest = bytes.subarray(written);
    written += checked(`write ${path}`, libc.write(fd, rest, rest.length));
  }
}

/**
 * Opens a folder to which no link leads, by one call; a negative number when that is not possible. What is in the
 * way is told by opening one part after another, as is needed before Linux 5.6 in any case.
 */
function openAtOnce(path: string): number {
  // struct open_how: flags, mode, resolve (linux/openat2.h)
  const how = BigUint64Array.of(
    BigInt(O_RDONLY | O_DIRECTORY | O_CLOEXEC),
    0n,
    RESOLVE_NO_SYMLINKS,
  );
  return libc.openat2(AT_FDCWD, cString(path), how, how.byteLength);
}

/** Opens `name` in the folder `parent`, or `name` itself; undefined when it is absent. Follows no link. */
function openAt(
  parent: number,
  name: string,
  path: string,
  flags: number,
): number | undefined {
  const fd = libc.openat(parent, cString(name), O_CLOEXEC | O_NOFOLLOW | flags, NEW_FILE_MODE);
  if (fd >= 0) return fd;
  const errno = lastErrno();
  if (isAbsence(errno)) return undefined;
  const problem = errno === ELOOP || isLink(name, parent)
    ? "is a link; where it leads may be mounted there instead (mount --bind)"
    : errno === ENOTDIR
    ? "is no folder"
    : `cannot be opened: ${new SystemError("open", errno).code}`;
  throw new TrustError(path, problem, { cause: new SystemError(`open ${path}`, errno) });
}

/** A name that is too long is as absent as one that does not exist. */
function isAbsence(errno: number): boolean {
  return errno === ENOENT || errno === ENAMETOOLONG;
}

function isLink(name: string, parent: number): boolean {
  try {
    return statusAt(name, parent)?.isSymlink === true;
  } catch {
    return false;
  }
}

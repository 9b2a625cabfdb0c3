/** What a file is: by statx(2), whose structure is the same on all machines. */
import { cString } from "./c_string.ts";
import { ENOENT, ENOTDIR } from "./errno.ts";
import { SystemError } from "./errors.ts";
import { AT_FDCWD, lastErrno, libc } from "./libc.ts";

/** linux/fcntl.h */
const AT_SYMLINK_NOFOLLOW = 0x100;
const AT_EMPTY_PATH = 0x1000;
/** STATX_BASIC_STATS (linux/stat.h). */
const BASIC_STATS = 0x7ff;
/** Octets of struct statx, and where in it is what (linux/stat.h). */
const SIZE = 256;
const AT = { nlink: 16, uid: 20, mode: 28, ino: 32, size: 40, devMajor: 136, devMinor: 140 };
/** S_IFMT, and what it leaves of a regular file and of a link (linux/stat.h). */
const KIND = 0o170000;
const REGULAR = 0o100000;
const LINK = 0o120000;

/** A file, a folder, or whatever has a name. */
export interface FileStatus {
  /** The number of its device, as stat(2) has it. */
  readonly dev: number;
  readonly ino: number;
  /** Number of the user that it belongs to. */
  readonly uid: number;
  /** Permissions, without the kind. */
  readonly mode: number;
  /** Octets. */
  readonly size: number;
  /** How many names it has. */
  readonly nlink: number;
  readonly isFile: boolean;
  readonly isSymlink: boolean;
}

/**
 * What is open.
 *
 * @throws {SystemError} when the kernel does not say; `path` is for its message
 */
export function statusOf(fd: number, path: string): FileStatus {
  const status = statx(fd, "", AT_EMPTY_PATH);
  if (!status) throw new SystemError(`look at ${path}`, lastErrno());
  return status;
}

/**
 * What is at `path`, a link itself and not what it leads to; undefined when nothing is. A relative path is from
 * the open folder `folder`.
 *
 * @throws {SystemError} when the kernel does not say
 */
export function statusAt(path: string, folder: number = AT_FDCWD): FileStatus | undefined {
  const status = statx(folder, path, AT_SYMLINK_NOFOLLOW);
  if (status) return status;
  const errno = lastErrno();
  if (errno === ENOENT || errno === ENOTDIR) return undefined;
  throw new SystemError(`look at ${path}`, errno);
}

/** Whether both paths lead to one file, by whatever links; false where the kernel does not say. */
export function isSameFile(one: string, other: string): boolean {
  const [a, b] = [statx(AT_FDCWD, one, 0), statx(AT_FDCWD, other, 0)];
  return a !== undefined && a.dev === b?.dev && a.ino === b.ino;
}

function statx(folder: number, path: string, flags: number): FileStatus | undefined {
  const bytes = new Uint8Array(SIZE);
  if (libc.statx(folder, cString(path), flags, BASIC_STATS, bytes) < 0) return undefined;
  const view = new DataView(bytes.buffer);
  const word = (at: number) => view.getUint32(at, true);
  const long = (at: number) => Number(view.getBigUint64(at, true));
  const mode = view.getUint16(AT.mode, true);
  return {
    dev: deviceNumber(word(AT.devMajor), word(AT.devMinor)),
    ino: long(AT.ino),
    uid: word(AT.uid),
    mode: mode & ~KIND,
    size: long(AT.size),
    nlink: word(AT.nlink),
    isFile: (mode & KIND) === REGULAR,
    isSymlink: (mode & KIND) === LINK,
  };
}

/** As glibc puts the halves together (gnu_dev_makedev, sys/sysmacros.h). */
function deviceNumber(major: number, minor: number): number {
  const high = (BigInt(major) & 0xfffff000n) << 32n | (BigInt(minor) & 0xffffff00n) << 12n;
  return Number(high | (BigInt(major) & 0xfffn) << 8n | BigInt(minor) & 0xffn);
}

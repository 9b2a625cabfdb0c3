import { cString } from "./c_string.ts";
import { EINVAL, ENOENT, ENOTDIR } from "./errno.ts";
import { NetnsError, SystemError } from "./errors.ts";
import { type FileStatus, isSameFile, statusOf } from "./file_status.ts";
import { checked, lastErrno, libc } from "./libc.ts";
import { O_CLOEXEC, O_NONBLOCK, O_RDONLY } from "./open_flags.ts";

/** CLONE_NEWNET (linux/sched.h). */
const CLONE_NEWNET = 0x40000000;
/** NSFS_MAGIC (linux/magic.h). */
const NSFS_MAGIC = 0x6e736673;
/** f_type of struct statfs is its first word; the structure has 120 octets on 64-bit machines. */
const STATFS_SIZE = 120;
/** _IO(0xb7, 3) (linux/nsfs.h). */
const NS_GET_NSTYPE = 0xb703;
/** linux/mount.h */
const MS_BIND = 4096;
/** sys/mount.h */
const MNT_DETACH = 2;
/** The exit status of a process that could not return to its own namespace (sysexits.h, EX_SOFTWARE). */
const EXIT_LOST = 70;

/** The namespace of the thread that looks. */
const OWN = "/proc/thread-self/ns/net";

/** An open network namespace. Closing it does not delete it. */
export class Netns implements Disposable {
  /** The path that it was opened by. */
  readonly path: string;
  /** Device and inode numbers: two namespaces are one when both are equal. */
  readonly dev: number;
  /** Inode number. */
  readonly ino: number;
  #fd: number;

  private constructor(path: string, fd: number, { dev, ino }: FileStatus) {
    this.path = path;
    this.#fd = fd;
    this.dev = dev;
    this.ino = ino;
  }

  /** The number of the open file; -1 once it is closed, when its old number may be another file's. */
  get fd(): number {
    return this.#fd;
  }

  /**
   * Opens the namespace at `path`, such as /run/netns/blue or /proc/7/ns/net.
   *
   * @throws {NetnsError} when the path is absent, inaccessible, or a file of another kind
   */
  static open(path: string): Netns {
    // For the kernel a path ends at its first NUL.
    if (path.includes("\0")) throw new NetnsError(path, "absent");
    const fd = libc.open(cString(path), O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
    if (fd < 0) {
      const errno = lastErrno();
      const absent = errno === ENOENT || errno === ENOTDIR;
      throw new NetnsError(path, absent ? "absent" : "inaccessible", {
        cause: new SystemError(`open ${path}`, errno),
      });
    }
    try {
      if (magicOf(fd, path) !== NSFS_MAGIC || !isNetwork(fd)) {
        throw new NetnsError(path, "not-a-namespace");
      }
      return new Netns(path, fd, statusOf(fd, path));
    } catch (error) {
      libc.close(fd);
      throw error;
    }
  }

  /** Told when the thread cannot return to its own namespace, before the process ends; must not throw. */
  static onLost: ((error: SystemError) => void) | undefined;

  /** Opens the namespace that the calling thread is in. */
  static current(): Netns {
    return Netns.open(OWN);
  }

  /** Whether the calling thread is in what is at `path`; false where the kernel does not say. */
  static isCurrent(path: string): boolean {
    return !path.includes("\0") && isSameFile(path, OWN);
  }

  /** Whether both are the same namespace, under whatever paths. */
  sameAs(other: Netns): boolean {
    return this.dev === other.dev && this.ino === other.ino;
  }

  /**
   * Runs `work` with the calling thread in this namespace, and returns what it returns.
   *
   * A namespace belongs to a thread and asynchronous work goes on after this call has returned, hence
   * the type that forbids a promise. When the way back fails `onLost` is told and the process exits with
   * status 70: it must not go on in the wrong namespace. Where the thread is in it already no privilege is needed.
   *
   * @throws {NetnsError} when the namespace cannot be entered
   */
  run<T>(work: () => T extends PromiseLike<unknown> ? never : T): T {
    using home = Netns.current();
    if (home.sameAs(this)) return work();
    if (libc.setns(this.fd, CLONE_NEWNET) < 0) {
      throw new NetnsError(this.path, "closed-to-us", {
        cause: new SystemError(`setns ${this.path}`, lastErrno()),
      });
    }
    try {
      return work();
    } finally {
      returnTo(home);
    }
  }

  /**
   * Moves the calling thread into this namespace for good.
   *
   * @throws {SystemError} when the namespace cannot be entered
   */
  enter(): void {
    checked(`setns ${this.path}`, libc.setns(this.fd, CLONE_NEWNET));
  }

  /** Closes the file. */
  [Symbol.dispose](): void {
    if (this.#fd >= 0) libc.close(this.#fd);
    this.#fd = -1;
  }
}

/**
 * Makes a namespace that lasts until `deleteNetns`, as `ip netns add` does: an empty file at `path` with
 * the namespace bound over it. The folder is made if need be.
 *
 * @throws {Deno.errors.AlreadyExists} when the path exists
 * @throws {SystemError} when the kernel refuses
 */
export function createNetns(path: string): void {
  Deno.mkdirSync(path.slice(0, path.lastIndexOf("/")) || "/", { recursive: true });
  Deno.openSync(path, { write: true, createNew: true, mode: 0o444 }).close();
  using home = Netns.current();
  try {
    checked("unshare the network namespace", libc.unshare(CLONE_NEWNET));
    try {
      const source = cString("/proc/thread-self/ns/net");
      checked(
        `mount ${path}`,
        libc.mount(source, cString(path), cString("none"), MS_BIND, null),
      );
    } finally {
      returnTo(home);
    }
  } catch (error) {
    Deno.removeSync(path);
    throw error;
  }
}

/**
 * Removes a namespace made by `createNetns`; what runs in it or holds it open keeps it alive. Does nothing
 * when the path is absent.
 *
 * @throws {SystemError} when it cannot be unmounted
 */
export function deleteNetns(path: string): void {
  if (libc.umount2(cString(path), MNT_DETACH) < 0) {
    const errno = lastErrno();
    if (errno === ENOENT) return;
    // EINVAL: nothing is mounted there, as after a machine's restart: only the file is left.
    if (errno !== EINVAL) throw new SystemError(`umount ${path}`, errno);
  }
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** Whether there is a network namespace at `path` that this process may open. */
export function isNetns(path: string): boolean {
  try {
    using _netns = Netns.open(path);
    return true;
  } catch {
    return false;
  }
}

/** How often a thread tries to return to its own namespace: what it lacks may be there the next time. */
const RETURN_ATTEMPTS = 5;

function returnTo(home: Netns): void {
  for (let attempt = 1;; attempt++) {
    if (libc.setns(home.fd, CLONE_NEWNET) === 0) return;
    const errno = lastErrno();
    if (attempt < RETURN_ATTEMPTS) continue;
    Netns.onLost?.(new SystemError("return to the network namespace of the node (setns)", errno));
    Deno.exit(EXIT_LOST);
  }
}

function magicOf(fd: number, path: string): number {
  const statfs = new Uint8Array(STATFS_SIZE);
  checked(`fstatfs ${path}`, libc.fstatfs(fd, statfs));
  return Number(new DataView(statfs.buffer).getBigInt64(0, true));
}

/** nsfs has namespaces of every kind; NS_GET_NSTYPE (linux/nsfs.h) tells which one this is. */
function isNetwork(fd: number): boolean {
  return libc.ioctl(fd, NS_GET_NSTYPE, null) === CLONE_NEWNET;
}

import { cString } from "./c_string.ts";
import { EAGAIN, EINTR } from "./errno.ts";
import { SystemError } from "./errors.ts";
import { statusAt, statusOf } from "./file_status.ts";
import { AT_FDCWD, checked, lastErrno, libc } from "./libc.ts";
import { O_CLOEXEC, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_RDWR } from "./open_flags.ts";

/** sys/file.h */
const LOCK_EX = 2;
const LOCK_NB = 4;

/**
 * A lock that one open file of the machine holds at a time (flock(2)): it ends with its holder, however
 * that ends. The file is there only while somebody holds it or waits for it.
 */
export class FileLock implements Disposable {
  readonly #path: string;
  #fd: number;

  private constructor(path: string, fd: number) {
    this.#path = path;
    this.#fd = fd;
  }

  /**
   * Takes the lock that the file at `path` stands for; the file is made if need be, its folder is not.
   * Returns undefined when somebody else holds it.
   *
   * @throws {SystemError} when the file cannot be opened or locked
   */
  static take(path: string): FileLock | undefined {
    for (;;) {
      const flags = O_RDWR | O_CREAT | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC;
      const fd = checked(`open ${path}`, libc.open(cString(path), flags, 0o600));
      try {
        if (!lock(fd, path)) {
          libc.close(fd);
          return undefined;
        }
        // Its last holder may have removed the file in between: the path is another file's then.
        if (isAt(path, fd)) return new FileLock(path, fd);
      } catch (error) {
        libc.close(fd);
        throw error;
      }
      libc.close(fd);
    }
  }

  /** Gives the lock back, and takes the file away. */
  [Symbol.dispose](): void {
    if (this.#fd < 0) return;
    // That it cannot be removed matters to nobody: the lock is that of the open file.
    libc.unlinkat(AT_FDCWD, cString(this.#path), 0);
    libc.close(this.#fd);
    this.#fd = -1;
  }
}

function lock(fd: number, path: string): boolean {
  for (;;) {
    if (libc.flock(fd, LOCK_EX | LOCK_NB) === 0) return true;
    const errno = lastErrno();
    if (errno === EAGAIN) return false;
    if (errno !== EINTR) throw new SystemError(`lock ${path}`, errno);
  }
}

function isAt(path: string, fd: number): boolean {
  const held = statusOf(fd, path);
  const there = statusAt(path);
  return there?.dev === held.dev && there.ino === held.ino;
}

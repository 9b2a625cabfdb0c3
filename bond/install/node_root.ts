/** The root folder of the node, as a container sees it that has been given it under another path. */

import { libc, O_CLOEXEC, O_DIRECTORY } from "../../netlink/mod.ts";
import { InstallError } from "./errors.ts";

const OPEN_FOLDER = O_DIRECTORY | O_CLOEXEC;
/** The exit status of a process that could not return to its own root (sysexits.h, EX_SOFTWARE). */
const EXIT_LOST = 70;

/** What does not go on after it has returned. */
export type SyncWork<T> = () => T extends PromiseLike<unknown> ? never : T;

/**
 * Does `work` with `root` as the root folder of this process, and returns what it returns: every path,
 * and every symbolic link on the way, is the node's, and programs that are started find the node's
 * libraries. Without `root` nothing changes. The root is the whole process': asynchronous work that goes
 * on meanwhile sees it too, hence the type that forbids a promise. When the way back fails
 * the process exits with status 70.
 * @throws {InstallError} when `root` is no folder, or this process may not make it the root.
 */
export function inNodeRoot<T>(root: string | undefined, work: SyncWork<T>): T {
  if (root === undefined) return work();
  const { open, close, chroot, fchdir } = libc;
  const own = open(cString("/"), OPEN_FOLDER, 0);
  const current = open(cString("."), OPEN_FOLDER, 0);
  try {
    if (own < 0 || current < 0 || chroot(cString(root)) !== 0) {
      throw new InstallError(
        `cannot make ${root} the root folder`,
        "mount the node's root folder there, and give the container CAP_SYS_CHROOT",
      );
    }
    try {
      // Programs are started from the current folder, which must be one of this root.
      Deno.chdir("/");
      return work();
    } finally {
      if (fchdir(own) !== 0 || chroot(cString(".")) !== 0 || fchdir(current) !== 0) {
        Deno.exit(EXIT_LOST);
      }
    }
  } finally {
    close(own);
    close(current);
  }
}

function cString(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${text}\0`);
}

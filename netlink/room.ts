import { SystemError } from "./errors.ts";
import { checked, libc, threads } from "./libc.ts";

const AF_UNIX = 1;
const SOCK_STREAM = 1;
const SOCK_CLOEXEC = 0o2000000;

/**
 * Throws unless this process may have another pair of files and another thread, which Deno's own code takes
 * for granted: without them it aborts the process instead of throwing.
 *
 * @throws {SystemError} EMFILE, ENFILE or EAGAIN
 */
export function requireRoom(): void {
  const pair = new Int32Array(2);
  checked("open a pair of sockets", libc.socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair));
  for (const fd of pair) libc.close(fd);
  const { pthread_create, pthread_join, pthread_self } = threads();
  if (!pthread_create || !pthread_join) return;
  const thread = new BigUint64Array(1);
  // A thread that asks who it is, and ends.
  const errno = pthread_create(thread, null, pthread_self, null);
  if (errno !== 0) throw new SystemError("start a thread", errno);
  pthread_join(thread[0] ?? 0n, null);
}

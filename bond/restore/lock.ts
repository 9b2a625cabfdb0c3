/**
 * One call at a time for each attachment: a lock that dies with its holder. Without it two ADDs take
 * each other's links away, and a DEL removes the record of an ADD that is under way.
 */

import { CniError, CniErrorCode, type Invocation } from "../../cni/mod.ts";
import { FileLock, SystemError } from "../../netlink/mod.ts";
import { filesIn, makeFolder, RecordError, type RecordKey } from "./record.ts";

/** How long a call waits for another one of its attachment, in milliseconds. */
const LOCK_TIMEOUT_MS = 30_000;
const POLL_INTERVAL_MS = 10;

/** Where the locks are, among the folders of networks: no network is called that. */
const LOCKS = ".locks";

/** How `lockAttachment` waits. */
interface LockOptions {
  signal?: AbortSignal;
  /** Is called once, before it waits at all. */
  waits?: (() => void) | undefined;
  /** Milliseconds; 30 s if not given. */
  timeoutMs?: number;
}

/**
 * Returns the lock of an attachment, whatever its network is called. Throws CniError of code 11 when
 * another call has it all the time, RecordError when there cannot be one, and the reason of `signal`.
 */
export async function lockAttachment(
  stateDir: string,
  { containerId, ifname }: Pick<RecordKey, "containerId" | "ifname">,
  { signal, waits, timeoutMs = LOCK_TIMEOUT_MS }: LockOptions = {},
): Promise<Disposable> {
  const path = `${stateDir}/${LOCKS}/${containerId}@${encodeURIComponent(ifname)}`;
  const deadline = performance.now() + timeoutMs;
  for (let hasWaited = false;; hasWaited = true) {
    signal?.throwIfAborted();
    const lock = take(stateDir, path);
    if (lock) return lock;
    if (performance.now() >= deadline) {
      throw new CniError(
        CniErrorCode.TryAgainLater,
        `another call for ${ifname} of container ${containerId} is under way, for ${timeoutMs} ms ` +
          "and longer",
        "see what it waits for, such as its IPAM plugin",
      );
    }
    if (!hasWaited) waits?.();
    await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL_MS));
  }
}

/** Returns the lock of an attachment; undefined where there cannot be any, as on a full disk, which `log` is told. */
export async function lockLeniently(
  stateDir: string,
  key: Pick<RecordKey, "containerId" | "ifname">,
  { signal, waits, log }: Pick<Invocation, "signal" | "waits" | "log">,
): Promise<Disposable | undefined> {
  try {
    return await lockAttachment(stateDir, key, { signal, waits });
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
    return void log(`${error.message}: going on without`);
  }
}

function take(stateDir: string, path: string): Disposable | undefined {
  try {
    // It is nobody else's, so that the path goes on leading there.
    makeFolder(stateDir, LOCKS)[Symbol.dispose]();
    return FileLock.take(path);
  } catch (cause) {
    const reason = cause instanceof SystemError
      ? cause.code
      : cause instanceof Error
      ? cause.message
      : String(cause);
    throw new RecordError(
      `cannot lock ${path}: ${reason}`,
      { cause },
      "see to it that there is room and permission to write",
    );
  }
}

/** Takes away what dead holders have left of their locks. */
export function sweepLocks(stateDir: string): void {
  for (const name of filesIn(stateDir, LOCKS)) {
    try {
      FileLock.take(`${stateDir}/${LOCKS}/${name}`)?.[Symbol.dispose]();
    } catch {
      // Whatever it is, it locks nothing.
    }
  }
}

/** Giving back what attachments have that are no longer: what GC and `bond gc` do. */

import { CniError, CniErrorCode } from "../../cni/mod.ts";
import { detachRecorded, detachUnrecorded, readRecordLeniently } from "./attachment.ts";
import { openRecorded } from "./container.ts";
import { ReturnTime } from "./detach.ts";
import { isOfEarlierBoot } from "./identity.ts";
import { lockAttachment, sweepLocks } from "./lock.ts";
import {
  type AttachmentRecord,
  type RecordKey,
  removeUnfinished,
  unfinishedKeysOf,
} from "./record.ts";

/** What `collect` tells, and whom it asks. */
export interface Collector {
  log(message: string): void;
  signal?: AbortSignal;
  /** Returns whether the attachment of `record` is no longer; all are if not given. */
  isStale?(record: AttachmentRecord): boolean;
  /** Called for each attachment that was taken apart, with its lock held. */
  collected?(record: AttachmentRecord, waiting: readonly string[]): Promise<void> | void;
}

/**
 * Takes apart the attachments `keys`, past those that another call works on. Devices that have to come back are
 * waited for once, for all of them. Returns what failed.
 */
export async function collect(
  stateDir: string,
  keys: readonly RecordKey[],
  { log, signal, isStale, collected }: Collector,
): Promise<unknown[]> {
  const problems: unknown[] = [];
  const time = new ReturnTime();
  for (const key of keys) {
    try {
      using lock = await lockNow(stateDir, key, signal);
      if (!lock) {
        log(`another call for ${key.ifname} of ${key.containerId} is under way: left alone`);
        continue;
      }
      // Only who knows that the attachment is no longer may do without what its record says.
      const record = readRecordLeniently(stateDir, key, log, { keepNewer: isStale !== undefined });
      if (!record) {
        detachUnrecorded(key, "", stateDir, { linkNames: [], linksInContainer: false }, log);
        continue;
      }
      if (isStale?.(record) === false) continue;
      const { problems: own, waiting } = await detachRecorded(record, "", stateDir, log, time);
      problems.push(...own);
      await collected?.(record, waiting.map(({ name }) => name));
    } catch (error) {
      problems.push(error);
    }
  }
  return problems;
}

/** Removes what processes that were killed have left beside the records of `network`. */
export async function sweep(
  stateDir: string,
  network: string,
  { signal }: Pick<Collector, "signal">,
): Promise<void> {
  for (const key of unfinishedKeysOf(stateDir, network)) {
    using lock = await lockNow(stateDir, key, signal);
    if (lock) removeUnfinished(stateDir, key);
  }
  sweepLocks(stateDir);
}

/** Returns whether nobody can have the attachment any more: its namespace is gone, or DEL was run. */
export function isGone(record: AttachmentRecord): boolean {
  if (record.detached || isOfEarlierBoot(record.netns)) return true;
  using container = openRecorded(record, "", () => {});
  return container === undefined;
}

async function lockNow(
  stateDir: string,
  key: RecordKey,
  signal: AbortSignal | undefined,
): Promise<Disposable | undefined> {
  try {
    return await lockAttachment(stateDir, key, { timeoutMs: 0, ...(signal ? { signal } : {}) });
  } catch (error) {
    const busy = error instanceof CniError && error.code === CniErrorCode.TryAgainLater;
    if (busy && !signal?.aborted) return undefined;
    throw error;
  }
}

/** Attachments and their records: taking them apart as far as they are recorded, or as far as they can be known. */

import { messageOf } from "../../cni/mod.ts";
import { Netns, Rtnetlink } from "../../netlink/mod.ts";
import { openContainer, openRecorded } from "./container.ts";
import {
  type Claim,
  type Detached,
  giveBackRecorded,
  giveBackUnrecorded,
  ReturnTime,
} from "./detach.ts";
import type { Places } from "./give_back.ts";
import { isOfEarlierBoot, netnsId } from "./identity.ts";
import {
  type AttachmentRecord,
  CorruptRecordError,
  keysOf,
  listNetworks,
  NewerRecordError,
  readRecord,
  RecordError,
  type RecordKey,
  removeRecord,
  setAside,
  writeRecord,
} from "./record.ts";

/**
 * Gives back the links of `record`, found in its namespace, for which the runtime's `path` is the first place
 * to look. The record goes when nothing is left to do; what is left is kept in it. Returns what failed, and
 * what waits.
 */
export async function detachRecorded(
  record: AttachmentRecord,
  path: string,
  stateDir: string,
  log: (message: string) => void,
  time = new ReturnTime(),
): Promise<Detached> {
  if (isOfEarlierBoot(record.netns)) {
    log(
      `${record.ifname} of ${record.containerId} is of an earlier start of the machine: forgotten`,
    );
    removeRecord(stateDir, record);
    return { problems: [], waiting: [] };
  }
  using container = openRecorded(record, path, log);
  using hostNetns = Netns.current();
  if (container?.id === netnsId(hostNetns) && record.netns.path !== path) {
    log(`the record of ${record.ifname} names the plugin's own namespace, which is no container's`);
    keepAside(stateDir, record, log);
    return { problems: [], waiting: [] };
  }
  using host = Rtnetlink.open();
  const places: Places = { host, hostNetns, ...(container ? { container: container.rt } : {}) };
  const detached = await giveBackRecorded(record, places, log, time);
  const { problems, waiting } = detached;
  if (problems.length > 0) return detached;
  if (waiting.length === 0) removeRecord(stateDir, record);
  else {
    // Those that are back belong to others from now on.
    const links = record.links.filter((one) => waiting.includes(one));
    writeRecord(stateDir, { ...record, links, detached: true });
  }
  return detached;
}

/**
 * Gives back what an attachment without a record has, in the namespace at `path` and on the host, as far as
 * its marks or `claim` say that it is the attachment's. Throws the first error of the kernel, when all else
 * is done.
 */
export function detachUnrecorded(
  key: RecordKey,
  path: string,
  stateDir: string,
  claim: Claim,
  log: (message: string) => void,
): void {
  using container = openContainer(path, log);
  const owner = container && ownerOf(stateDir, container.id, key, log);
  if (owner) return log(`bond ${key.ifname} belongs to container ${owner.containerId}: left alone`);
  using hostNetns = Netns.current();
  using host = Rtnetlink.open();
  const places = { host, hostNetns, ...(container ? { container: container.rt } : {}) };
  const [problem] = giveBackUnrecorded(key, claim, places, log);
  if (problem) throw problem;
}

/**
 * Returns the record of another container's attachment of that name in the namespace `id`: a path such as
 * /proc/7/ns/net can lead there by now.
 */
function ownerOf(
  stateDir: string,
  id: string,
  { containerId, ifname }: RecordKey,
  log: (message: string) => void,
): AttachmentRecord | undefined {
  for (const key of allKeys(stateDir, log)) {
    if (key.ifname !== ifname || key.containerId === containerId) continue;
    try {
      const record = readRecord(stateDir, key);
      if (record?.netns.id === id) return record;
    } catch (error) {
      if (!isNoRecordOfOurs(error)) throw error;
    }
  }
  return undefined;
}

/** Returns which records there are, of all networks. */
export function allKeys(stateDir: string, log: (message: string) => void): RecordKey[] {
  try {
    return listNetworks(stateDir).flatMap((network) => keysOf(stateDir, network));
  } catch (error) {
    if (!(error instanceof CorruptRecordError)) throw error;
    log(error.message);
    return [];
  }
}

/**
 * Returns the record of the attachment, also where its network had another name at ADD: no container has two
 * interfaces of one name. Undefined when there is none that can be understood.
 */
export function findRecord(
  stateDir: string,
  key: RecordKey,
  log: (message: string) => void,
): AttachmentRecord | undefined {
  const record = readRecordLeniently(stateDir, key, log);
  if (record) return record;
  const renamed = allKeys(stateDir, log).find(({ network, containerId, ifname }) =>
    network !== key.network && containerId === key.containerId && ifname === key.ifname
  );
  return renamed && readRecordLeniently(stateDir, renamed, log);
}

/**
 * Returns the record of the attachment; undefined when there is none that can be understood: what is in its
 * place is kept aside then. Throws NewerRecordError where `keepNewer` says that such a record stays.
 */
export function readRecordLeniently(
  stateDir: string,
  key: RecordKey,
  log: (message: string) => void,
  { keepNewer = false }: { keepNewer?: boolean } = {},
): AttachmentRecord | undefined {
  try {
    return readRecord(stateDir, key);
  } catch (error) {
    if (!isNoRecordOfOurs(error) || keepNewer && error instanceof NewerRecordError) throw error;
    log(`${error.message}: going by the configuration`);
    keepAside(stateDir, key, log);
    return undefined;
  }
}

function isNoRecordOfOurs(error: unknown): error is RecordError {
  return error instanceof CorruptRecordError || error instanceof NewerRecordError;
}

/** Takes what is in the place of a record out of the way, for whoever wants to look at it. */
function keepAside(stateDir: string, key: RecordKey, log: (message: string) => void): void {
  try {
    const aside = setAside(stateDir, key);
    if (aside !== undefined) log(`it is kept as ${aside}`);
  } catch (problem) {
    log(messageOf(problem));
  }
}

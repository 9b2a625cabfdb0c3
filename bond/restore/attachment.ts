/** Attachments and their records: taking them apart as far as they are recorded, or as far as they can be known. */

import { Netns, NetnsError, Rtnetlink } from "../../netlink/mod.ts";
import { type Claim, giveBackRecorded, giveBackUnrecorded } from "./detach.ts";
import type { Places } from "./give_back.ts";
import { netnsId } from "./identity.ts";
import {
  type AttachmentRecord,
  CorruptRecordError,
  listNetworks,
  listRecords,
  readRecord,
  type RecordKey,
  removeRecord,
} from "./record.ts";

/**
 * Gives back the links of `record`, found in the namespace at `path` or the one it names, and removes
 * it when nothing is left to do. Returns what failed.
 */
export async function detachRecorded(
  record: AttachmentRecord,
  path: string,
  stateDir: string,
  log: (message: string) => void,
): Promise<Error[]> {
  using container = openContainer(path || record.netns.path, log, record);
  using hostNetns = Netns.current();
  if (path === "" && container?.id === netnsId(hostNetns)) {
    throw new CorruptRecordError(
      `the record of ${record.ifname} names the plugin's own namespace, which is no container's`,
    );
  }
  using host = Rtnetlink.open();
  const places: Places = { host, hostNetns, ...(container ? { container: container.rt } : {}) };
  const { problems, lost } = await giveBackRecorded(record, places, log);
  // A device that has not come back yet is for the next DEL or GC.
  if (problems.length === 0 && lost.length === 0) removeRecord(stateDir, record);
  return problems;
}

/**
 * Gives back the links of a bond without a record, in the namespace at `path`, as far as `claim` says that
 * it is the attachment's. Throws the first error of the kernel, when all else is done.
 */
export function detachUnrecorded(
  key: RecordKey,
  path: string,
  stateDir: string,
  claim: Claim,
  log: (message: string) => void,
): void {
  using container = openContainer(path, log);
  if (!container) return;
  const { ifname } = key;
  // A path such as /proc/7/ns/net can lead to the namespace of another container by now.
  const owner = allRecords(stateDir, log).find((record) =>
    record.netns.id === container.id && record.ifname === ifname
  );
  if (owner) return log(`bond ${ifname} belongs to container ${owner.containerId}: left alone`);
  using hostNetns = Netns.current();
  using host = Rtnetlink.open();
  const places = { host, hostNetns, container: container.rt };
  const [problem] = giveBackUnrecorded(key, claim, places, log);
  if (problem) throw problem;
}

/** Returns every record that can be believed. */
function allRecords(stateDir: string, log: (message: string) => void): AttachmentRecord[] {
  try {
    return listNetworks(stateDir).flatMap((network) => listRecords(stateDir, network).records);
  } catch (error) {
    if (!(error instanceof CorruptRecordError)) throw error;
    log(error.message);
    return [];
  }
}

/** A container's namespace with a socket in it. */
interface OpenContainer extends Disposable {
  rt: Rtnetlink;
  id: string;
}

/** Returns the container's namespace; undefined when it is gone, or is not that of `record`. */
function openContainer(
  path: string,
  log: (message: string) => void,
  record?: AttachmentRecord,
): OpenContainer | undefined {
  if (path === "") return undefined;
  let netns: Netns;
  try {
    netns = Netns.open(path);
  } catch (error) {
    if (!(error instanceof NetnsError) || error.reason === "inaccessible") throw error;
    return void log(`${error.message}: looking for its links on the host`);
  }
  using disposable = new DisposableStack();
  disposable.use(netns);
  const id = netnsId(netns);
  if (record && id !== record.netns.id) {
    return void log(`${path} is another namespace than at ADD: left alone`);
  }
  const rt = disposable.use(Rtnetlink.open({ netns }));
  const owned = disposable.move();
  return { rt, id, [Symbol.dispose]: () => owned.dispose() };
}

/** Returns the record of the attachment; undefined when there is none that can be understood. */
export function readRecordLeniently(
  stateDir: string,
  key: RecordKey,
  log: (message: string) => void,
): AttachmentRecord | undefined {
  try {
    return readRecord(stateDir, key);
  } catch (error) {
    if (!(error instanceof CorruptRecordError)) throw error;
    log(`${error.message}: going by the configuration`);
    forgetLeniently(stateDir, key, log);
    return undefined;
  }
}

/** Removes what may be left of a record; from a folder that is not the node's own, nothing. */
export function forgetLeniently(
  stateDir: string,
  key: RecordKey,
  log: (message: string) => void,
): void {
  try {
    removeRecord(stateDir, key);
  } catch (error) {
    if (!(error instanceof CorruptRecordError)) throw error;
    log(error.message);
  }
}

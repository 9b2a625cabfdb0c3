/** DEL: whatever there still is of an attachment goes, and its links go back. */

import {
  CniError,
  type Invocation,
  ipamDel,
  isJsonObject,
  type JsonObject,
  toCniError,
} from "../../cni/mod.ts";
import { Netns, NetnsError, Rtnetlink } from "../../netlink/mod.ts";
import { DEFAULT_STATE_DIR, readLeniently } from "../config/config.ts";
import { type Claim, giveBackRecorded, giveBackUnrecorded } from "../restore/detach.ts";
import { BondErrorCode, explainKernelError } from "../errors.ts";
import type { Places } from "../restore/give_back.ts";
import { netnsId } from "../restore/identity.ts";
import { lockAttachment } from "../restore/lock.ts";
import { sortKeys } from "../config/keys.ts";
import {
  type AttachmentRecord,
  CorruptRecordError,
  listNetworks,
  listRecords,
  readRecord,
  RecordError,
  type RecordKey,
  removeRecord,
} from "../restore/record.ts";

/**
 * Serves DEL. Nothing of the configuration has to be valid: the record says what to do. Goes on after
 * failures; throws CniError with the first, when everything else has been done.
 */
export async function del(invocation: Invocation): Promise<void> {
  const { config: { name: network, raw }, containerId, ifname, netns, log } = invocation;
  const stateDir = stateDirOf(raw);
  const key = { network, containerId, ifname };
  using _lock = await lockLeniently(stateDir, key, invocation);
  const problems: unknown[] = [];
  try {
    const record = readRecordLeniently(stateDir, key, log);
    if (record) {
      await detachRecorded(record, netns, stateDir, log).then((all) => problems.push(...all));
    } else {
      removeRecord(stateDir, key);
      detachUnrecorded(key, netns, stateDir, claimOf(raw), log);
    }
  } catch (error) {
    problems.push(error);
  }
  // Last, so that nobody gets the address while it is still on the bond; and in any case.
  await ipamDel(invocation).catch((error) => problems.push(error));
  if (problems.length > 0) throw combine(problems, `cannot detach ${ifname}`);
}

/** Returns the lock of the attachment; undefined where there cannot be any, as on a full disk. */
async function lockLeniently(
  stateDir: string,
  key: RecordKey,
  { signal, log }: Invocation,
): Promise<Disposable | undefined> {
  try {
    return await lockAttachment(stateDir, key, { signal });
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
    return void log(`${error.message}: going on without`);
  }
}

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
  using host = Rtnetlink.open();
  const places: Places = { host, hostNetns, ...(container ? { container: container.rt } : {}) };
  const { problems, lost } = await giveBackRecorded(record, places, log);
  // A device that has not come back yet is for the next DEL or GC.
  if (problems.length === 0 && lost.length === 0) removeRecord(stateDir, record);
  return problems;
}

function detachUnrecorded(
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
  const owner = listNetworks(stateDir).flatMap((network) => listRecords(stateDir, network).records)
    .find((record) => record.netns.id === container.id && record.ifname === ifname);
  if (owner) return log(`bond ${ifname} belongs to container ${owner.containerId}: left alone`);
  using hostNetns = Netns.current();
  using host = Rtnetlink.open();
  const places = { host, hostNetns, container: container.rt };
  const [problem] = giveBackUnrecorded(key, claim, places, log);
  if (problem) throw problem;
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
    removeRecord(stateDir, key);
    return undefined;
  }
}

/** Returns where the records are, as far as a configuration that need not be valid says it. */
export function stateDirOf(raw: JsonObject): string {
  return readLeniently(raw).stateDir ?? DEFAULT_STATE_DIR;
}

function claimOf(raw: JsonObject): Claim {
  const { links: given } = sortKeys(raw).known;
  const links: unknown[] = Array.isArray(given) ? given : [];
  const names = links.flatMap((link) =>
    isJsonObject(link) ? [link["ifName"], link["name"]] : [link]
  );
  return {
    linkNames: names.filter((name) => typeof name === "string"),
    linksInContainer: readLeniently(raw).linksInContainer === 1,
  };
}

/** Returns `problems` as one error: the first one's code and message, the others in its details. */
export function combine(problems: readonly unknown[], what: string): CniError {
  const [first, ...others] = problems.map((problem) =>
    problem instanceof CniError ? problem : explainKernelError(problem, what)
  );
  if (!first) return new CniError(BondErrorCode.NotGivenBack, what);
  const details = [first.details, ...others.map((other) => `also: ${other}`)];
  return new CniError(
    first.code,
    retryable(first.message),
    retryable(details.filter(Boolean).join("; ")),
    { cause: toCniError(problems[0]) },
  );
}

/** Returns `text` without the words by which containerd takes a failed DEL for one with nothing to do. */
function retryable(text: string): string {
  return text.replace(/no such file or directory|not found/gi, "absent");
}

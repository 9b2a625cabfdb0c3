/** DEL: whatever there still is of an attachment goes, and its links go back. */

import { type Invocation, ipamDel, isOwnIpam, messageOf } from "../../cni/mod.ts";
import { outlineLinks } from "../config/mod.ts";
import { combine } from "../errors.ts";
import {
  detachRecorded,
  detachUnrecorded,
  findRecord,
  lockLeniently,
  type RecordKey,
  removeUnfinished,
} from "../restore/mod.ts";
import { STATE_DIR } from "../state_dir.ts";

/**
 * Serves DEL. Nothing of the configuration has to be valid: the record says what to do. Goes on after
 * failures; throws CniError with the first, when everything else has been done.
 */
export async function del(invocation: Invocation): Promise<void> {
  const { config: { name: network, raw }, containerId, ifname, netns, log } = invocation;
  if (isOwnIpam(invocation)) return log("this plugin gives no addresses: nothing to release");
  const key = { network, containerId, ifname };
  using _lock = await lockLeniently(STATE_DIR, key, invocation);
  const problems: unknown[] = [];
  let recordedNetwork = network;
  try {
    const record = findRecord(STATE_DIR, key, log);
    if (record) {
      recordedNetwork = record.network;
      problems.push(...(await detachRecorded(record, netns, STATE_DIR, log)).problems);
    } else {
      const { links, linksInContainer } = outlineLinks(raw);
      const linkNames = links.flatMap(({ name, ifName }) => ifName ? [ifName, name] : [name]);
      detachUnrecorded(key, netns, STATE_DIR, { linkNames, linksInContainer }, log);
      removeHalfWritten(key, log);
    }
  } catch (error) {
    problems.push(error);
  }
  // Last, so that nobody gets the address while it is still on the bond; and in any case.
  await ipamDel(invocation).catch((error) => problems.push(error));
  if (recordedNetwork !== network) {
    await ipamDelUnder(invocation, recordedNetwork).catch((error) => problems.push(error));
  }
  if (problems.length > 0) throw combine(problems, `cannot detach ${ifname}`);
}

/** IPAM plugins keep addresses by the name of the network, which was another one at ADD. */
async function ipamDelUnder(invocation: Invocation, name: string): Promise<void> {
  const { config } = invocation;
  const stdin = new TextEncoder().encode(JSON.stringify({ ...config.raw, name }));
  await ipamDel({ ...invocation, config: { ...config, name }, stdin });
}

/** An ADD that was killed before it did anything can have left a part of its record, which is in nobody's way. */
function removeHalfWritten(key: RecordKey, log: (message: string) => void): void {
  try {
    removeUnfinished(STATE_DIR, key);
  } catch (error) {
    log(messageOf(error));
  }
}

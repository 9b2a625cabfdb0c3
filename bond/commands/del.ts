/** DEL: whatever there still is of an attachment goes, and its links go back. */

import { type Invocation, messageOf } from "../../cni/mod.ts";
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
  const addresses = invocation.config.ipam && await import("./addresses.ts");
  if (addresses?.isOwnIpam(invocation)) {
    return log("this plugin gives no addresses: nothing to release");
  }
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
  const networks = addresses ? new Set([network, recordedNetwork]) : [];
  for (const name of networks) {
    await addresses?.ipamDel(under(invocation, name)).catch((error) => problems.push(error));
  }
  if (problems.length > 0) throw combine(problems, `cannot detach ${ifname}`);
}

/** IPAM plugins keep addresses by the name of the network, which may have been another one at ADD. */
function under(invocation: Invocation, name: string): Invocation {
  const { config } = invocation;
  if (name === config.name) return invocation;
  const stdin = new TextEncoder().encode(JSON.stringify({ ...config.raw, name }));
  return { ...invocation, config: { ...config, name }, stdin };
}

/** An ADD that was killed before it did anything can have left a part of its record, which is in nobody's way. */
function removeHalfWritten(key: RecordKey, log: (message: string) => void): void {
  try {
    removeUnfinished(STATE_DIR, key);
  } catch (error) {
    log(messageOf(error));
  }
}

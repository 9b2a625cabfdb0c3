/** DEL: whatever there still is of an attachment goes, and its links go back. */

import { type Invocation, ipamDel } from "../../cni/mod.ts";
import { outlineBond } from "../config/mod.ts";
import { combine } from "../errors.ts";
import {
  detachRecorded,
  detachUnrecorded,
  forgetLeniently,
  lockLeniently,
  readRecordLeniently,
  STATE_DIR,
} from "../restore/mod.ts";

/**
 * Serves DEL. Nothing of the configuration has to be valid: the record says what to do. Goes on after
 * failures; throws CniError with the first, when everything else has been done.
 */
export async function del(invocation: Invocation): Promise<void> {
  const { config: { name: network, raw }, containerId, ifname, netns, log } = invocation;
  const { settings: { linksInContainer }, links } = outlineBond(raw);
  const key = { network, containerId, ifname };
  using _lock = await lockLeniently(STATE_DIR, key, invocation);
  const problems: unknown[] = [];
  try {
    const record = readRecordLeniently(STATE_DIR, key, log);
    if (record) {
      await detachRecorded(record, netns, STATE_DIR, log).then((all) => problems.push(...all));
    } else {
      forgetLeniently(STATE_DIR, key, log);
      const linkNames = links.flatMap(({ name, ifName }) => ifName ? [ifName, name] : [name]);
      detachUnrecorded(key, netns, STATE_DIR, { linkNames, linksInContainer }, log);
    }
  } catch (error) {
    problems.push(error);
  }
  // Last, so that nobody gets the address while it is still on the bond; and in any case.
  await ipamDel(invocation).catch((error) => problems.push(error));
  if (problems.length > 0) throw combine(problems, `cannot detach ${ifname}`);
}

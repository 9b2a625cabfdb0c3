/** GC: links and addresses of attachments that are not valid any more go back. */

import { type Invocation, ipamDel, ipamGc } from "../../cni/mod.ts";
import { combine } from "../errors.ts";
import { type AttachmentRecord, detachRecorded, listRecords, STATE_DIR } from "../restore/mod.ts";

/**
 * Serves GC: for this network, gives back what each recorded attachment has taken that is not among the
 * valid ones, releases its address, and runs GC of the IPAM plugin. A configuration that does not say which are valid
 * only goes to the IPAM plugin. Throws CniError with everything that failed, when all else is done.
 */
export async function gc(invocation: Invocation): Promise<void> {
  const { config: { name, validAttachments }, log } = invocation;
  const problems: unknown[] = [];
  if (validAttachments) {
    const list = listRecords(STATE_DIR, name);
    problems.push(...list.problems);
    const stale = list.records.filter(({ containerId, ifname }) =>
      !validAttachments.some((valid) =>
        valid.containerId === containerId && valid.ifname === ifname
      )
    );
    for (const record of stale) {
      try {
        problems.push(...await detachRecorded(record, "", STATE_DIR, log));
      } catch (error) {
        problems.push(error);
      }
      // Few IPAM plugins have a GC, and a runtime that has lost its cache runs no DEL.
      await ipamDel(asAttachment(invocation, record)).catch((error) => problems.push(error));
    }
  }
  await ipamGc(invocation).catch((error) => problems.push(error));
  if (problems.length > 0) throw combine(problems, `cannot collect the garbage of ${name}`);
}

/** The call as one about the attachment of `record`, whose namespace is not told: it may be another's by now. */
function asAttachment(
  invocation: Invocation,
  { containerId, ifname }: AttachmentRecord,
): Invocation {
  const attachment = { CNI_CONTAINERID: containerId, CNI_IFNAME: ifname, CNI_NETNS: "" };
  return { ...invocation, environment: { ...invocation.environment, ...attachment } };
}

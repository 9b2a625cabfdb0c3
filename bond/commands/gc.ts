/** GC: links and addresses of attachments that are not valid any more go back. */

import type { Attachment, Invocation } from "../../cni/mod.ts";
import { combine } from "../errors.ts";
import { type AttachmentRecord, collect, keysOf, sweep } from "../restore/mod.ts";
import { STATE_DIR } from "../state_dir.ts";

/**
 * Serves GC: for this network, gives back what each recorded attachment has taken that is not among the
 * valid ones, releases its address, and runs GC of the IPAM plugin. A configuration that does not say which
 * are valid only goes to the IPAM plugin. Throws CniError with everything that failed, when all else is done.
 */
export async function gc(invocation: Invocation): Promise<void> {
  const { config: { name, validAttachments, ipam } } = invocation;
  const addresses = ipam && await import("./addresses.ts");
  const problems: unknown[] = [];
  if (validAttachments) {
    await collectInvalid(invocation, validAttachments, addresses?.ipamDel).then((all) =>
      problems.push(...all)
    )
      .catch((error) => problems.push(error));
  }
  await addresses?.ipamGc(invocation).catch((error) => problems.push(error));
  if (problems.length > 0) throw combine(problems, `cannot collect the garbage of ${name}`);
}

async function collectInvalid(
  invocation: Invocation,
  validAttachments: readonly Attachment[],
  release: ((invocation: Invocation) => Promise<void>) | undefined,
): Promise<unknown[]> {
  const { config: { name }, log, signal } = invocation;
  const textOf = ({ containerId, ifname }: Attachment) => `${containerId} ${ifname}`;
  const valid = new Set(validAttachments.map(textOf));
  const problems: unknown[] = [];
  const stale = keysOf(STATE_DIR, name).filter((key) => !valid.has(textOf(key)));
  const failed = await collect(STATE_DIR, stale, {
    log,
    signal,
    // Few IPAM plugins have a GC, and a runtime that has lost its cache runs no DEL.
    collected: async (record) =>
      await release?.(asAttachment(invocation, record)).catch((error) => void problems.push(error)),
  });
  await sweep(STATE_DIR, name, { signal });
  return [...failed, ...problems];
}

/** The call as one about the attachment of `record`, whose namespace is not told: it may be another's by now. */
function asAttachment(
  invocation: Invocation,
  { containerId, ifname }: AttachmentRecord,
): Invocation {
  const attachment = { CNI_CONTAINERID: containerId, CNI_IFNAME: ifname, CNI_NETNS: "" };
  return { ...invocation, environment: { ...invocation.environment, ...attachment } };
}

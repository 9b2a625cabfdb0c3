/** Queueing disciplines: where the filters and programmes of traffic control hang (linux/pkt_sched.h). */
import { Attributes } from "./attribute.ts";
import { EINVAL, ENOENT, EOPNOTSUPP } from "./errno.ts";
import { NetlinkError } from "./errors.ts";
import type { Rtnetlink } from "./socket.ts";

export const RTM_NEWQDISC = 36;
const RTM_GETQDISC = 38;
/** Before Linux 6.7 the answer goes only to those who listen, and to who asks for it like this. */
const NLM_F_ECHO = 0x8;
export const TCMSG = 20;
export const TC_H_ROOT = 0xffffffff;
/** Of the ingress qdisc, and of clsact, which is that and more. */
const TC_H_INGRESS = 0xfffffff1;
export const TCA_KIND = 1;

/**
 * The kinds of the queueing disciplines that somebody gave the link with `index`: at its root, or for what
 * comes in. Those that the kernel gives every link have no number of their own, and are left out. Two
 * requests.
 */
export function listQdiscs(rt: Rtnetlink, index: number): string[] {
  return [TC_H_ROOT, TC_H_INGRESS].flatMap((parent) => {
    const attributes = findQdisc(rt, index, parent);
    return attributes ? attributes.get(TCA_KIND)?.text ?? "" : [];
  });
}

/** The attributes of the queueing discipline there, unless it is one that the kernel gives every link. */
export function findQdisc(rt: Rtnetlink, index: number, parent: number): Attributes | undefined {
  const payload = new Uint8Array(TCMSG);
  const view = new DataView(payload.buffer);
  view.setInt32(4, index, true);
  view.setUint32(12, parent, true);
  const operation = `look up the queueing discipline of link ${index} (RTM_GETQDISC)`;
  try {
    const message = rt.request({ operation, type: RTM_GETQDISC, flags: NLM_F_ECHO, payload })
      .find(({ type }) => type === RTM_NEWQDISC);
    if (message === undefined || message.payload.length < TCMSG) return undefined;
    const { buffer, byteOffset } = message.payload;
    const handle = new DataView(buffer, byteOffset, TCMSG).getUint32(8, true);
    if (handle === 0) return undefined;
    return new Attributes(message.payload.subarray(TCMSG));
  } catch (error) {
    // EINVAL: it has one that the kernel does not show. EOPNOTSUPP: a kernel without traffic control.
    const none = error instanceof NetlinkError &&
      [ENOENT, EINVAL, EOPNOTSUPP].includes(error.errno);
    if (none) return undefined;
    throw error;
  }
}

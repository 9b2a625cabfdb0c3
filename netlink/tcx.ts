/** Programmes of traffic control that hang on a link without a queueing discipline: tcx (linux/bpf.h). */
import { lastErrno, libc } from "./libc.ts";
import { SystemError } from "./errors.ts";

const BPF_PROG_QUERY = 16;
const BPF_TCX_INGRESS = 46;
const BPF_TCX_EGRESS = 47;
/** Octets of union bpf_attr that a query has, and where it has the number of programmes. */
const QUERY = { octets: 64, target: 0, attachType: 4, count: 24 } as const;
/** A kernel before 6.6, or without bpf(2); and a process that may not ask, which may not take a link either. */
const UNKNOWN: readonly string[] = ["EINVAL", "ENOSYS", "EPERM"];

/**
 * Whether a programme looks at what comes in by the link with `index`, or leaves by it, in the network
 * namespace of this thread.
 *
 * @throws {SystemError} when there is no such link
 */
export function hasTcx(index: number): boolean {
  return [BPF_TCX_INGRESS, BPF_TCX_EGRESS].some((attachType) => {
    const attributes = new Uint8Array(QUERY.octets);
    const view = new DataView(attributes.buffer);
    view.setUint32(QUERY.target, index, true);
    view.setUint32(QUERY.attachType, attachType, true);
    if (libc.bpf(BPF_PROG_QUERY, attributes, attributes.length) < 0) {
      const error = new SystemError(`look up programmes of link ${index}`, lastErrno());
      if (UNKNOWN.includes(error.code)) return false;
      throw error;
    }
    return view.getUint32(QUERY.count, true) > 0;
  });
}

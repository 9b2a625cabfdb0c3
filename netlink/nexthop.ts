/** Next hops that stand by themselves, for routes to refer to (linux/nexthop.h). */
import { Attributes, Writer } from "./attribute.ts";
import { EINVAL, EOPNOTSUPP } from "./errno.ts";
import { NetlinkError } from "./errors.ts";
import type { Rtnetlink } from "./socket.ts";

const RTM_NEWNEXTHOP = 104;
const RTM_GETNEXTHOP = 106;
/** struct nhmsg: family, scope, protocol, padding, flags. */
const NHMSG = 8;
const NHA_ID = 1;
const NHA_OIF = 5;

/** The numbers of the next hop objects that leave by the link with `index`; none before Linux 5.3. */
export function listNexthops(rt: Rtnetlink, index: number): number[] {
  const payload = new Writer().raw(new Uint8Array(NHMSG)).u32(NHA_OIF, index).finish();
  const operation = `list next hops of link ${index} (RTM_GETNEXTHOP)`;
  try {
    return rt.dump({ operation, type: RTM_GETNEXTHOP, payload })
      .filter(({ type }) => type === RTM_NEWNEXTHOP)
      .map((message) => new Attributes(message.payload.subarray(NHMSG)).get(NHA_ID)?.u32 ?? 0);
  } catch (error) {
    const unknown = error instanceof NetlinkError && [EINVAL, EOPNOTSUPP].includes(error.errno);
    if (unknown) return [];
    throw error;
  }
}

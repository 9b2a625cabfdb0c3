/** Virtual functions as their physical function describes them: IFLA_VF_* of linux/if_link.h. */
import { type Attribute, Attributes, Writer } from "./attribute.ts";
import { defined } from "./defined.ts";
import { ENODATA } from "./errno.ts";
import { DecodeError, NetlinkError } from "./errors.ts";
import { formatHardwareAddress } from "./hardware_address.ts";
import {
  ETH_P_8021Q,
  IFINFOMSG,
  IFLA,
  RTEXT_FILTER_SKIP_STATS,
  RTM_GETLINK,
} from "./link_attributes.ts";
import { ifinfomsg } from "./ifinfomsg.ts";
import type { Rtnetlink } from "./socket.ts";

const RTEXT_FILTER_VF = 1;
const IFLA_VFINFO_LIST = 22;
const IFLA_VF_INFO = 1;
const IFLA_VF_VLAN_INFO = 1;
const IFLA_VF = {
  MAC: 1,
  VLAN: 2,
  SPOOFCHK: 4,
  LINK_STATE: 5,
  RATE: 6,
  RSS_QUERY_EN: 7,
  TRUST: 9,
  VLAN_LIST: 12,
} as const;
const LINK_STATES = ["auto", "enable", "disable"] as const;
/** What a driver says of a setting that it does not have. */
const NO_SETTING = 0xffffffff;

/** A virtual function. Settings that the driver does not have are left out. */
export interface VirtualFunction {
  /** Number of the function, from 0. */
  readonly index: number;
  /** Its administrative hardware address: six octets, or as many as the physical function's has. */
  readonly address: string;
  /** The VLAN that its frames are put into; id 0 for none. */
  readonly vlan: { readonly id: number; readonly qos: number; readonly protocol: number };
  /** Mbit/s; 0 for no limit. */
  readonly minTxRate: number;
  /** Mbit/s; 0 for no limit. */
  readonly maxTxRate: number;
  /** "auto" follows the physical function's. */
  readonly linkState: "auto" | "enable" | "disable";
  /** Frames with another source address than its own are dropped. */
  readonly spoofCheck?: boolean;
  /** It may do what concerns others, such as change its address or be promiscuous. */
  readonly trust?: boolean;
  /** It may read how frames are spread over queues. */
  readonly rssQuery?: boolean;
}

/**
 * The virtual functions of the link with `index`; none for a link that has none. One request, which may be
 * slow: each is asked of the driver.
 *
 * @throws {NetlinkError} ENODEV when there is no such link
 */
export function listVirtualFunctions(rt: Rtnetlink, index: number): VirtualFunction[] {
  const operation = `list the virtual functions of link ${index} (RTM_GETLINK)`;
  const payload = new Writer()
    .raw(ifinfomsg({ index }))
    .u32(IFLA.EXT_MASK, RTEXT_FILTER_VF | RTEXT_FILTER_SKIP_STATS)
    .finish();
  const [message] = rt.request({ operation, type: RTM_GETLINK, payload });
  if (message === undefined) throw new NetlinkError(operation, ENODATA);
  return decodeVirtualFunctions(message.payload);
}

/**
 * Reads the virtual functions in the payload of an RTM_NEWLINK message.
 *
 * @throws {DecodeError} when its lengths do not fit
 */
export function decodeVirtualFunctions(payload: Uint8Array): VirtualFunction[] {
  if (payload.length < IFINFOMSG) throw new DecodeError(`a link of ${payload.length} octets`);
  const attributes = new Attributes(payload.subarray(IFINFOMSG));
  const addressLength = attributes.get(IFLA.ADDRESS)?.bytes.length ?? 6;
  return Array.from(attributes.get(IFLA_VFINFO_LIST)?.nested ?? [])
    .filter(({ type }) => type === IFLA_VF_INFO)
    .map(({ nested }) => decode(nested, addressLength));
}

/** Each value begins with the number of the function. */
function decode(attributes: Attributes, addressLength: number): VirtualFunction {
  const words = (type: number, count: number) => wordsOf(attributes.get(type), count);
  const setting = (type: number) => {
    const value = words(type, 2)?.[1];
    return value === undefined || value === NO_SETTING ? undefined : value !== 0;
  };
  const mac = attributes.get(IFLA_VF.MAC)?.bytes;
  const [, id = 0, qos = 0] = words(IFLA_VF.VLAN, 3) ?? [];
  const [, minTxRate = 0, maxTxRate = 0] = words(IFLA_VF.RATE, 3) ?? [];
  const [, state = 0] = words(IFLA_VF.LINK_STATE, 2) ?? [];
  return {
    index: words(IFLA_VF.MAC, 1)?.[0] ?? 0,
    address: mac === undefined ? "" : formatHardwareAddress(mac.subarray(4, 4 + addressLength)),
    vlan: { id, qos, protocol: vlanProtocol(attributes.get(IFLA_VF.VLAN_LIST)) },
    minTxRate,
    maxTxRate,
    linkState: LINK_STATES[state] ?? "auto",
    ...defined({
      spoofCheck: setting(IFLA_VF.SPOOFCHK),
      trust: setting(IFLA_VF.TRUST),
      rssQuery: setting(IFLA_VF.RSS_QUERY_EN),
    }),
  };
}

/** struct ifla_vf_vlan_info: three words, then the EtherType in network order. */
function vlanProtocol(list: Attribute | undefined): number {
  const bytes = list?.nested.get(IFLA_VF_VLAN_INFO)?.bytes;
  if (bytes === undefined || bytes.length < 14) return ETH_P_8021Q;
  return new DataView(bytes.buffer, bytes.byteOffset).getUint16(12, false);
}

function wordsOf(attribute: Attribute | undefined, count: number): number[] | undefined {
  if (attribute === undefined) return undefined;
  const { bytes, type } = attribute;
  if (bytes.length < count * 4) {
    throw new DecodeError(`attribute ${type} has ${bytes.length} octets, fewer than ${count * 4}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: count }, (_, index) => view.getUint32(index * 4, true));
}

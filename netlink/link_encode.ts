import { Writer } from "./attribute.ts";
import { bondTable } from "./bond.ts";
import { bridgeTable } from "./bridge_data.ts";
import { cString } from "./c_string.ts";
import { ifinfomsg } from "./ifinfomsg.ts";
import {
  IFF_ALLMULTI,
  IFF_NOARP,
  IFF_PROMISC,
  IFF_UP,
  IFLA,
  IFLA_INFO,
  IFLA_IPVLAN_MODE,
  IFLA_MACVLAN_MODE,
  IFLA_VLAN_ID,
  IFLA_VLAN_PROTOCOL,
  IFLA_VRF_TABLE,
  RTEXT_FILTER_SKIP_STATS,
  VETH_INFO_PEER,
} from "./link_attributes.ts";
import {
  IPVLAN_MODES,
  type LinkChange,
  type LinkRef,
  type LinkSpec,
  MACVLAN_MODES,
} from "./link_types.ts";
import { MAX_LINK_NAME_OCTETS } from "./names.ts";

/** The payload that asks for one link, with its counters if not told otherwise. */
export function encodeLinkRef(
  ref: LinkRef,
  { counters = true }: { counters?: boolean } = {},
): Uint8Array<ArrayBuffer> {
  const writer = new Writer();
  if (typeof ref === "number") {
    writer.raw(ifinfomsg({ index: ref }));
  } else {
    const long = cString(ref).length > MAX_LINK_NAME_OCTETS + 1;
    writer.raw(ifinfomsg({})).text(long ? IFLA.ALT_IFNAME : IFLA.IFNAME, ref);
  }
  if (!counters) writer.u32(IFLA.EXT_MASK, RTEXT_FILTER_SKIP_STATS);
  return writer.finish();
}

/** The payload of a change of the link with `index`. */
export function encodeLinkChange(index: number, change: LinkChange): Uint8Array<ArrayBuffer> {
  const writer = new Writer().raw(ifinfomsg({ index, ...flagsOf(change) }));
  writeCommon(writer, change);
  if (change.alias !== undefined) {
    // Without the final NUL: an empty value removes the alias.
    writer.bytes(IFLA.IFALIAS, new TextEncoder().encode(change.alias));
  }
  if (change.carrier !== undefined) writer.u8(IFLA.CARRIER, Number(change.carrier));
  return writer.finish();
}

/** The payload that creates a link. */
export function encodeLinkSpec(spec: LinkSpec): Uint8Array<ArrayBuffer> {
  const writer = new Writer().raw(ifinfomsg(flagsOf(spec)));
  writeCommon(writer, spec);
  if (spec.numTxQueues !== undefined) writer.u32(IFLA.NUM_TX_QUEUES, spec.numTxQueues);
  if (spec.parent !== undefined) writer.u32(IFLA.LINK, spec.parent);
  writer.nested(IFLA.LINKINFO, (info) => {
    info.text(IFLA_INFO.KIND, spec.kind);
    if (hasData(spec)) info.nested(IFLA_INFO.DATA, (data) => writeData(data, spec));
  });
  return writer.finish();
}

function writeCommon(writer: Writer, link: LinkChange): void {
  const { name, address, mtu, txQueueLen, master, netns } = link;
  if (name !== undefined) writer.text(IFLA.IFNAME, name);
  if (address !== undefined) writer.hardwareAddress(IFLA.ADDRESS, address);
  if (mtu !== undefined) writer.u32(IFLA.MTU, mtu);
  if (txQueueLen !== undefined) writer.u32(IFLA.TXQLEN, txQueueLen);
  if (master !== undefined) writer.u32(IFLA.MASTER, master);
  if (netns !== undefined) writer.s32(IFLA.NET_NS_FD, netns.fd);
}

function flagsOf(
  { up, arp, promiscuous, allMulticast }: LinkChange,
): { flags: number; change: number } {
  const wanted: readonly (readonly [number, boolean | undefined])[] = [
    [IFF_UP, up],
    [IFF_NOARP, arp === undefined ? undefined : !arp],
    [IFF_PROMISC, promiscuous],
    [IFF_ALLMULTI, allMulticast],
  ];
  let flags = 0, change = 0;
  for (const [flag, on] of wanted) {
    if (on === undefined) continue;
    change |= flag;
    if (on) flags |= flag;
  }
  return { flags, change };
}

function hasData({ bond, veth, bridge, macvlan, ipvlan, vlan, vrf }: LinkSpec): boolean {
  return [bond, veth, bridge, macvlan, ipvlan, vlan, vrf].some((data) => data !== undefined);
}

function writeData(writer: Writer, spec: LinkSpec): void {
  const { bond, veth, bridge, macvlan, ipvlan, vlan, vrf } = spec;
  if (bond !== undefined) bondTable.write(writer, bond);
  if (veth !== undefined) {
    const { peer } = veth;
    writer.nested(VETH_INFO_PEER, (nest) => writeCommon(nest.raw(ifinfomsg({})), peer));
  }
  if (bridge !== undefined) bridgeTable.write(writer, bridge);
  if (macvlan !== undefined) writer.u32(IFLA_MACVLAN_MODE, MACVLAN_MODES[macvlan.mode]);
  if (ipvlan !== undefined) writer.u16(IFLA_IPVLAN_MODE, IPVLAN_MODES[ipvlan.mode]);
  if (vlan !== undefined) {
    writer.u16(IFLA_VLAN_ID, vlan.id);
    if (vlan.protocol !== undefined) writer.u16be(IFLA_VLAN_PROTOCOL, vlan.protocol);
  }
  if (vrf !== undefined) writer.u32(IFLA_VRF_TABLE, vrf.table);
}

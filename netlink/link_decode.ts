import { type Attribute, Attributes } from "./attribute.ts";
import { bondTable } from "./bond.ts";
import { readBondPort } from "./bond_port.ts";
import { bridgeTable } from "./bridge_data.ts";
import { bridgePortTable } from "./bridge_port.ts";
import { defined } from "./defined.ts";
import { DecodeError } from "./errors.ts";
import {
  ETH_P_8021Q,
  IFF_LOWER_UP,
  IFF_UP,
  IFINFOMSG,
  IFLA,
  IFLA_INFO,
  IFLA_IPVLAN_MODE,
  IFLA_MACVLAN_MODE,
  IFLA_VLAN_ID,
  IFLA_VLAN_PROTOCOL,
  IFLA_VRF_TABLE,
  IFLA_XDP_ATTACHED,
} from "./link_attributes.ts";
import { type Link, type LinkStats, OPER_STATES } from "./link_types.ts";

/**
 * Reads the payload of an RTM_NEWLINK or RTM_DELLINK message.
 *
 * @throws {DecodeError} when its lengths do not fit
 */
export function decodeLink(payload: Uint8Array): Link {
  if (payload.length < IFINFOMSG) throw new DecodeError(`a link of ${payload.length} octets`);
  const view = new DataView(payload.buffer, payload.byteOffset, IFINFOMSG);
  const attributes = new Attributes(payload.subarray(IFINFOMSG));
  const flags = view.getUint32(8, true);
  return {
    index: view.getInt32(4, true),
    name: attributes.get(IFLA.IFNAME)?.text ?? "",
    type: view.getUint16(2, true),
    flags,
    up: (flags & IFF_UP) !== 0,
    running: (flags & IFF_LOWER_UP) !== 0,
    operState: OPER_STATES[attributes.get(IFLA.OPERSTATE)?.u8 ?? 0] ?? "unknown",
    mtu: attributes.get(IFLA.MTU)?.u32 ?? 0,
    address: attributes.get(IFLA.ADDRESS)?.hardwareAddress ?? "",
    alias: attributes.get(IFLA.IFALIAS)?.text ?? "",
    altNames: altNames(attributes.get(IFLA.PROP_LIST)),
    ...defined({
      minMtu: attributes.get(IFLA.MIN_MTU)?.u32,
      maxMtu: attributes.get(IFLA.MAX_MTU)?.u32,
      permanentAddress: attributes.get(IFLA.PERM_ADDRESS)?.hardwareAddress,
      broadcast: attributes.get(IFLA.BROADCAST)?.hardwareAddress,
      txQueueLen: attributes.get(IFLA.TXQLEN)?.u32,
      numTxQueues: attributes.get(IFLA.NUM_TX_QUEUES)?.u32,
      master: attributes.get(IFLA.MASTER)?.u32,
      parent: attributes.get(IFLA.LINK)?.u32,
      peerNetnsId: attributes.get(IFLA.LINK_NETNSID)?.s32,
      promiscuity: attributes.get(IFLA.PROMISCUITY)?.u32,
      parentDevice: parentDevice(attributes),
      xdp: attributes.get(IFLA.XDP)?.nested.get(IFLA_XDP_ATTACHED)?.u8 ? true : undefined,
      stats: stats(attributes.get(IFLA.STATS64)),
    }),
    ...linkInfo(attributes.get(IFLA.LINKINFO)?.nested),
  };
}

function altNames(list: Attribute | undefined): string[] {
  if (list === undefined) return [];
  return Array.from(list.nested).filter(({ type }) => type === IFLA.ALT_IFNAME).map(({ text }) =>
    text
  );
}

function parentDevice(attributes: Attributes): Link["parentDevice"] {
  const name = attributes.get(IFLA.PARENT_DEV_NAME)?.text;
  if (name === undefined) return undefined;
  return { bus: attributes.get(IFLA.PARENT_DEV_BUS_NAME)?.text ?? "", name };
}

/** What the drivers of the link and of its master add. */
type KindData = Pick<Link, "bond" | "bridge" | "vlan" | "macvlan" | "ipvlan" | "vrf">;
type PortData = Pick<Link, "bondPort" | "bridgePort">;

function linkInfo(
  info: Attributes | undefined,
): Pick<Link, "kind" | "portKind"> & KindData & PortData {
  const kind = info?.get(IFLA_INFO.KIND)?.text ?? "";
  const portKind = info?.get(IFLA_INFO.SLAVE_KIND)?.text ?? "";
  return {
    kind,
    portKind,
    ...kindData(kind, info?.get(IFLA_INFO.DATA)),
    ...portData(portKind, info?.get(IFLA_INFO.SLAVE_DATA)),
  };
}

function kindData(kind: string, data: Attribute | undefined): KindData {
  if (data === undefined) return {};
  switch (kind) {
    case "bond":
      return { bond: bondTable.read(data.nested) };
    case "bridge":
      return { bridge: bridgeTable.read(data.nested) };
    case "vlan": {
      const { nested } = data;
      const protocol = nested.get(IFLA_VLAN_PROTOCOL)?.u16be ?? ETH_P_8021Q;
      return { vlan: { id: nested.get(IFLA_VLAN_ID)?.u16 ?? 0, protocol } };
    }
    case "macvlan":
      return { macvlan: { mode: data.nested.get(IFLA_MACVLAN_MODE)?.u32 ?? 0 } };
    case "ipvlan":
      return { ipvlan: { mode: data.nested.get(IFLA_IPVLAN_MODE)?.u16 ?? 0 } };
    case "vrf":
      return { vrf: { table: data.nested.get(IFLA_VRF_TABLE)?.u32 ?? 0 } };
    default:
      return {};
  }
}

function portData(kind: string, data: Attribute | undefined): PortData {
  if (data === undefined) return {};
  switch (kind) {
    case "bond":
      return { bondPort: readBondPort(data.nested) };
    case "bridge":
      return { bridgePort: bridgePortTable.read(data.nested) };
    default:
      return {};
  }
}

/** struct rtnl_link_stats64: eight counters that every link has, then special ones. */
function stats(attribute: Attribute | undefined): LinkStats | undefined {
  if (attribute === undefined || attribute.bytes.length < 64) return undefined;
  const { bytes } = attribute;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const counter = (position: number) => Number(view.getBigUint64(position * 8, true));
  return {
    rxPackets: counter(0),
    txPackets: counter(1),
    rxBytes: counter(2),
    txBytes: counter(3),
    rxErrors: counter(4),
    txErrors: counter(5),
    rxDropped: counter(6),
    txDropped: counter(7),
  };
}

/**
 * Netlink for Deno: links, addresses, routes and namespaces of Linux, spoken directly with the kernel.
 *
 * @module
 */
export {
  addAddress,
  type Address,
  type AddressOptions,
  deleteAddress,
  listAddresses,
} from "./address.ts";
export { align, Attribute, Attributes, Writer } from "./attribute.ts";
export { type AdInfo, type BondData } from "./bond.ts";
export { type BondPort, type BondPortChange } from "./bond_port.ts";
export { type BridgeData } from "./bridge_data.ts";
export { type BridgePort, type BridgePortChange, setBridgePort } from "./bridge_port.ts";
export {
  addBridgeVlan,
  type BridgeVlan,
  deleteBridgeVlan,
  listBridgeVlans,
} from "./bridge_vlan.ts";
export { errnoName } from "./errno.ts";
export { DecodeError, NetlinkError, NetnsError, SystemError } from "./errors.ts";
export { formatHardwareAddress, normalizeMac, parseHardwareAddress } from "./hardware_address.ts";
export { hex } from "./hex.ts";
export {
  type Cidr,
  formatAddress,
  type IpAddress,
  isMulticast,
  masked,
  networkOf,
  parseAddress,
  parseCidr,
} from "./ip.ts";
export { FileLock } from "./file_lock.ts";
export { listKernelFolder, readKernelFile, writeKernelFile } from "./kernel_file.ts";
export {
  addAltName,
  changeBond,
  createAndGetLink,
  createLink,
  deleteAltName,
  deleteLink,
  findLink,
  getLink,
  type IndexedChange,
  listLinks,
  listPorts,
  lookUpLinks,
  setBondPort,
  setLink,
  setLinks,
} from "./link.ts";
export { checked, lastErrno, libc, type Place } from "./libc.ts";
export { IPVLAN_MODES, MACVLAN_MODES } from "./link_types.ts";
export type {
  Link,
  LinkChange,
  LinkRef,
  LinkSpec,
  LinkStats,
  OperState,
  VethPeer,
} from "./link_types.ts";
export { type Message } from "./message.ts";
export {
  isLinkName,
  isPciAddress,
  type LinkNameFault,
  linkNameFault,
  MAX_ALIAS_OCTETS,
  MAX_LINK_NAME_OCTETS,
} from "./names.ts";
export { GROUPS, type NetlinkEvent, receiveEvents } from "./monitor.ts";
export {
  addFdbEntry,
  addNeighbour,
  deleteFdbEntry,
  type FdbEntry,
  listFdb,
  listNeighbours,
  type Neighbour,
  type NeighbourFilter,
  NUD_NOARP,
  NUD_PERMANENT,
} from "./neighbour.ts";
export { listNexthops } from "./nexthop.ts";
export { listQdiscs } from "./qdisc.ts";
export { hasTcx } from "./tcx.ts";
export { deleteQdisc, findNetem, type Netem, setNetem } from "./netem.ts";
export { createNetns, deleteNetns, isNetns, Netns } from "./netns.ts";
export { O_CLOEXEC, O_DIRECTORY } from "./open_flags.ts";
export { OwnFolder, TrustError } from "./own_folder.ts";
export { ETH_P_ALL, type Frame, PacketSocket, type PacketSocketOptions } from "./packet_socket.ts";
export { requireRoom } from "./room.ts";
export { ignoreSignals } from "./signals.ts";
export { addRoute, countOtherRoutes, deleteRoute, listRoutes } from "./route.ts";
export {
  type Route,
  type RouteFilter,
  type RouteSpec,
  RT_SCOPE_LINK,
  RT_TABLE_LOCAL,
  RT_TABLE_MAIN,
  RTPROT_KERNEL,
} from "./route_types.ts";
export { type Request, type RequestObserver, Rtnetlink } from "./socket.ts";
export { type RtnetlinkOptions, type Transport } from "./transport.ts";
export { listVirtualFunctions, type VirtualFunction } from "./virtual_function.ts";
export { withNetns } from "./with_netns.ts";

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
export {
  align,
  Attribute,
  Attributes,
  formatHardwareAddress,
  parseHardwareAddress,
  Writer,
} from "./attribute.ts";
export { type AdInfo, type BondData } from "./bond.ts";
export { type BondPort, type BondPortChange } from "./bond_port.ts";
export {
  addBridgeVlan,
  addFdbEntry,
  type BridgePortChange,
  type BridgeVlan,
  deleteBridgeVlan,
  deleteFdbEntry,
  type FdbEntry,
  listBridgeVlans,
  listFdb,
  setBridgePort,
} from "./bridge.ts";
export { errnoName } from "./errno.ts";
export { DecodeError, NetlinkError, NetnsError, SystemError } from "./errors.ts";
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
export {
  addAltName,
  changeBond,
  createLink,
  deleteAltName,
  deleteLink,
  findLink,
  getLink,
  listLinks,
  setBondPort,
  setLink,
} from "./link.ts";
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
export { GROUPS, type NetlinkEvent, receiveEvents } from "./monitor.ts";
export { deleteQdisc, type Netem, setNetem } from "./netem.ts";
export { createNetns, deleteNetns, Netns } from "./netns.ts";
export { ETH_P_ALL, PacketSocket, type PacketSocketOptions } from "./packet_socket.ts";
export {
  addRoute,
  deleteRoute,
  listRoutes,
  type Route,
  type RouteSpec,
  RT_TABLE_MAIN,
} from "./route.ts";
export {
  type Request,
  type RequestObserver,
  Rtnetlink,
  type RtnetlinkOptions,
  type Transport,
} from "./socket.ts";

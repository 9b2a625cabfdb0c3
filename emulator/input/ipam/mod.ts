/**
 * What IPAM plugins answer, by their own rules: host-local, static and dhcp of the reference plugins.
 * @module
 */

export { askDhcp } from "./dhcp.ts";
export { ipamKeys } from "./keys.ts";
export { askHostLocal, HostLocalStore } from "./host_local.ts";
export { pathFaults, resolverOf } from "./node_files.ts";
export {
  type Address,
  boundsOf,
  type Cidr,
  contains,
  formatAddress,
  readAddress,
  readCidr,
} from "./numbers.ts";
export {
  type Asked,
  type GivenAddress,
  type GivenRoute,
  type Grant,
  IpamRefusal,
  type KnowsKey,
  type Refused,
} from "./outcome.ts";
export { askStatic } from "./static.ts";

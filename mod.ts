/**
 * Bonds in network namespaces, for other programs: make one, look at it, remove it; and what lies
 * below, the CNI protocol and rtnetlink.
 *
 * ```ts
 * import { createBond, inspectBond } from "bond";
 *
 * const bond = createBond("/run/netns/blue", "bond0", {
 *   mode: "active-backup",
 *   miimon: 100,
 *   links: ["eth1", "eth2"],
 * });
 * console.log(inspectBond("/run/netns/blue", "bond0")?.activeLink);
 * bond.remove();
 * ```
 *
 * @module
 */

export {
  BOND_MODES,
  BOND_OPTIONS,
  type BondConfig,
  BondErrorCode,
  bondJsonSchema,
  type BondLinkState,
  type BondMode,
  type BondOption,
  bondPlugin,
  type BondState,
  type Complaint,
  ConfigError,
  type ConfigProblem,
  configReference,
  createBond,
  type CreatedBond,
  type Entry,
  inspectBond,
  inspectBonds,
  LINK_SETTINGS,
  type LinkConfig,
  type LinkSelector,
  type OptionKey,
  type OptionValues,
  parseBondConfig,
  type ParsedConfig,
  PORT_OPTIONS,
  type PortOption,
  type PortOptionKey,
  type PortValues,
  removeBond,
  type RestoreChoice,
  SETTINGS,
  type Settings,
  type Value,
  type ValueOf,
  type ValueType,
} from "./bond/mod.ts";
/** The Container Network Interface, for any plugin and for a runtime. */
export * as cni from "./cni/mod.ts";
/** rtnetlink: links, addresses, routes, namespaces. */
export * as netlink from "./netlink/mod.ts";
export {
  type Attachment,
  CniError,
  CniErrorCode,
  type Dns,
  type Environment,
  type Host,
  type Interface,
  type Invocation,
  type IpConfig,
  type JsonObject,
  type NetworkConfig,
  type Plugin,
  type PluginCommand,
  type Result,
  type Route,
  runPlugin,
} from "./cni/mod.ts";
export {
  type AdInfo,
  type BondData,
  type BondPortChange,
  NetlinkError,
  Netns,
  NetnsError,
} from "./netlink/mod.ts";

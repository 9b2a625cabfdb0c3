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
  ConfigError,
  type ConfigProblem,
  configReference,
  createBond,
  type CreatedBond,
  inspectBond,
  inspectBonds,
  parseBondConfig,
  removeBond,
} from "./bond/mod.ts";
export * as cni from "./cni/mod.ts";
export * as netlink from "./netlink/mod.ts";
export { CniError, CniErrorCode, runPlugin } from "./cni/mod.ts";
export { NetlinkError, Netns, NetnsError } from "./netlink/mod.ts";

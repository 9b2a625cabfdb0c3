/**
 * Bonds in network namespaces, for other programs: make one, look at it, remove it; the lab, which
 * replays what happens to pods that have one; and what lies below, the CNI protocol and rtnetlink.
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
 * The lab reads manifests, says what there is to say about them, and replays their pods on a kernel
 * of their own. It runs this program as a plugin: from a checkout it is there; elsewhere
 * BOND_BINARY names the executable.
 *
 * ```ts
 * import { Rehearsal } from "bond";
 *
 * const rehearsal = Rehearsal.ofFiles(["fixtures/sriov-bond"]);
 * for (const { severity, message } of rehearsal.findings) console.log(severity, message);
 * const { pods } = await rehearsal.replay();
 * for (const { pod, verdict, podLinks } of pods) {
 *   console.log(pod, verdict, podLinks.map(({ name }) => name).join(" "));
 * }
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
  type Purpose,
  removeBond,
  type RestoreChoice,
  SETTINGS,
  type Settings,
  type Value,
  type ValueOf,
  type ValueType,
} from "./bond/mod.ts";
export { InputError } from "./emulator/input/error.ts";
export type { Excerpt } from "./emulator/input/excerpt.ts";
export type { ManifestFile } from "./emulator/input/manifests/mod.ts";
export type * from "./emulator/input/model.ts";
export { type KernelChoice, KernelError } from "./emulator/lab/kernel/mod.ts";
export type { Leak, PodLink, ThingKind } from "./emulator/lab/sandbox/mod.ts";
export type { FlowReport, Happening, Mark, StepReport } from "./emulator/play/stage/mod.ts";
export type { PlanOptions } from "./emulator/play/plan/mod.ts";
export {
  type CallerName,
  type ChainLink,
  LabError,
  type LinkChange,
  type Measure,
  type Missed,
  type PodReport,
  type Repeats,
  type ReplayEvent,
  type ReplayReport,
  type ReplaySubject,
  type Step,
  type Verdict,
} from "./emulator/play/replay/mod.ts";
export type { Unmet } from "./emulator/play/unmet.ts";
export { Rehearsal, type ReplayOptions } from "./emulator/play/runner/mod.ts";
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

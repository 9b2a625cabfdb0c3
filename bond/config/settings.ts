/** The keys of the configuration that are not options of the kernel's bond: the device, its links, and how to behave. */

import { MAX_ALIAS_OCTETS } from "../restore/identity.ts";
import { MAX_INT } from "./option.ts";
import type { ValueType } from "./values.ts";

/** A key that has nothing to do with the options of the kernel's bond. */
export interface Setting {
  readonly key: string;
  readonly value: ValueType;
  readonly default: string;
  readonly description: string;
}

/** Keys at the top of the configuration, beside `links`, `mtu` and `restore`, which have a shape of their own. */
export const SETTINGS = [
  {
    key: "linksInContainer",
    value: { type: "boolean" },
    default: "false",
    description:
      "Whether the links are in the container already; otherwise they are moved in from " +
      "the host, and back on DEL.",
  },
  {
    key: "mtuPolicy",
    value: { type: "choice", names: ["check", "force"] },
    default: "check",
    description:
      "Whether an MTU larger than a link's is refused (check) or set on the link (force).",
  },
  {
    key: "mac",
    value: { type: "mac" },
    default: "the first link's",
    description: "MAC address of the bond. CNI_ARGS MAC, args.cni.mac and runtimeConfig.mac go " +
      "before it, the last one first.",
  },
  {
    key: "txQueueLen",
    value: { type: "integer", min: 0, max: MAX_INT },
    default: "1000",
    description: "Length of the bond's transmit queue, in frames.",
  },
  {
    key: "numTxQueues",
    value: { type: "integer", min: 1, max: 4096 },
    default: "16",
    description: "Number of the bond's transmit queues.",
  },
  {
    key: "alias",
    value: { type: "text", maxOctets: MAX_ALIAS_OCTETS },
    default: "none",
    description: "Alias of the bond, a text for people.",
  },
  {
    key: "duplicateMac",
    value: { type: "choice", names: ["auto", "error", "ignore"] },
    default: "auto",
    description: "What to do about links with the same MAC in balance-tlb and balance-alb, which " +
      "need different ones: give the later link a new one, refuse, or let the kernel judge.",
  },
  {
    key: "allowInUse",
    value: { type: "boolean" },
    default: "false",
    description:
      "Whether a host link may be taken that carries the default route, has addresses, " +
      "a master, or links on top of it. They are lost: DEL gives back the link without them.",
  },
  {
    key: "allowSingleLink",
    value: { type: "boolean" },
    default: "false",
    description: "Whether a bond may have only one link.",
  },
  {
    key: "strict",
    value: { type: "boolean" },
    default: "false",
    description: "Whether keys that mean nothing here are refused instead of ignored.",
  },
  {
    key: "waitForCarrier",
    value: { type: "integer", min: 0, max: 300000, unit: "ms" },
    default: "0",
    description: "How long ADD waits for the bond to have carrier.",
  },
  {
    key: "waitPolicy",
    value: { type: "choice", names: ["fail", "warn"] },
    default: "fail",
    description: "What ADD does when the bond has no carrier by then.",
  },
  {
    key: "netlinkTimeout",
    value: { type: "integer", min: 1, max: 300000, unit: "ms" },
    default: "10000",
    description: "How long the kernel may take to answer one request.",
  },
  {
    key: "ipamTimeout",
    value: { type: "integer", min: 0, max: 300000, unit: "ms" },
    default: "0: no limit",
    description: "How long the IPAM plugin may take to serve ADD.",
  },
  {
    key: "announce",
    value: { type: "boolean" },
    default: "true",
    description: "Whether ADD announces the bond's addresses to the network.",
  },
  {
    key: "stateDir",
    value: { type: "path" },
    default: "/var/lib/cni/bond",
    description: "Where the records are kept that DEL and GC work from.",
  },
  {
    key: "includeLinks",
    value: { type: "boolean" },
    default: "false",
    description: "Whether the result lists the links after the bond.",
  },
] as const satisfies readonly Setting[];

/** Keys of an entry of `links`, beside `name`, `pciAddress`, `deviceID` and `mac`, which select the link. */
export const LINK_SETTINGS = [
  {
    key: "ifName",
    value: { type: "link" },
    default: "the name it has",
    description: "Name of the link while it is in the bond.",
  },
  {
    key: "setMac",
    value: { type: "mac" },
    default: "the address it has",
    description: "MAC address that the link gets before it joins.",
  },
  {
    key: "prio",
    value: { type: "integer", min: -2147483648, max: MAX_INT },
    default: "0",
    description:
      "Who becomes active: the highest. For active-backup, balance-tlb and balance-alb; " +
      "Linux 6.0.",
  },
  {
    key: "queueId",
    value: { type: "integer", min: 0, max: 65535 },
    default: "0: none",
    description: "Transmit queue of the bond that is this link's, for traffic control.",
  },
  {
    key: "actorPortPrio",
    value: { type: "integer", min: 0, max: 65535 },
    default: "255",
    description: "Port priority in LACP frames. For 802.3ad; Linux 6.18.",
  },
] as const satisfies readonly Setting[];

/** What DEL gives back to each link. */
export const RESTORE_KEYS = ["adminState", "name", "mac", "mtu"] as const;

/** Keys that belong to the protocol, to runtimes or to other plugins in front, and mean nothing to the bond. */
export const FOREIGN_KEYS: readonly string[] = [
  "cniVersion",
  "cniVersions",
  "name",
  "type",
  "ipam",
  "dns",
  "capabilities",
  "prevResult",
  "runtimeConfig",
  "args",
  "disableCheck",
  "disableGC",
  // Multus puts the allocated device of an annotated network here.
  "deviceID",
  "pciBusID",
  // flannel gives these to every delegate.
  "ipMasq",
  "isGateway",
];

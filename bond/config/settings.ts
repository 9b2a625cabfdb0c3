/** The keys of the configuration that are not options of the kernel's bond: the device, its links, and how to behave. */

import { MAX_ALIAS_OCTETS } from "../../netlink/mod.ts";
import { type Entry, MAX_INT } from "./option.ts";
import type { ValueOf } from "./values.ts";

/** The kernel's number of transmit queues of a bond, unless another is asked for (BOND_DEFAULT_TX_QUEUES). */
export const DEFAULT_TX_QUEUES = 16;

/** Keys at the top of the configuration, beside `links` and `restore`, which have a shape of their own. */
export const SETTINGS = [
  {
    key: "linksInContainer",
    value: { type: "boolean" },
    default: false,
    description:
      "Whether the links are in the container already; otherwise they are moved in from " +
      "the host, and back on DEL.",
  },
  {
    key: "mtu",
    value: { type: "mtu", min: 68, max: 65535 },
    default: 0,
    description:
      "MTU of the bond in octets. auto: the smallest of the links'; 0: that and at most 1500.",
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
    without: "the first link's",
    description: "MAC address of the bond. CNI_ARGS MAC, args.cni.mac and runtimeConfig.mac go " +
      "before it, the last one first.",
  },
  {
    key: "txQueueLen",
    value: { type: "integer", min: 0, max: MAX_INT },
    without: "1000",
    description: "Length of the bond's transmit queue, in frames.",
  },
  {
    key: "numTxQueues",
    value: { type: "integer", min: 1, max: 4096 },
    without: String(DEFAULT_TX_QUEUES),
    description: "Number of the bond's transmit queues.",
  },
  {
    key: "alias",
    value: { type: "text", maxOctets: MAX_ALIAS_OCTETS },
    without: "none",
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
    default: false,
    description:
      "Whether a host link may be taken that carries the default route, has addresses, " +
      "a master, or links on top of it, where the node's policy grants that. DEL gives it back with " +
      "addresses, routes, permanent neighbours and master.",
  },
  {
    key: "allowSingleLink",
    value: { type: "boolean" },
    default: false,
    description: "Whether a bond may have only one link.",
  },
  {
    key: "strict",
    value: { type: "boolean" },
    default: false,
    description: "Whether keys that mean nothing here are refused instead of ignored.",
  },
  {
    key: "waitForCarrier",
    value: { type: "integer", min: 0, max: 300000, unit: "ms" },
    default: 0,
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
    default: 10_000,
    description: "How long the kernel may take to answer one request.",
  },
  {
    key: "ipamTimeout",
    value: { type: "integer", min: 0, max: 300000, unit: "ms" },
    default: 40000,
    description: "How long the IPAM plugin may take to serve ADD; 0 for as long as can be.",
  },
  {
    key: "announce",
    value: { type: "boolean" },
    default: true,
    description: "Whether ADD announces the bond's addresses to the network.",
  },
  {
    key: "includeLinks",
    value: { type: "boolean" },
    default: false,
    description: "Whether the result lists the links after the bond.",
  },
] as const satisfies readonly Entry[];

/** Keys of an entry of `links`, beside those that select the link and the options of a link in a bond. */
export const LINK_SETTINGS = [
  {
    key: "ifName",
    value: { type: "link" },
    without: "the name it has",
    description: "Name of the link while it is in the bond.",
  },
  {
    key: "setMac",
    value: { type: "mac" },
    without: "the address it has",
    description: "MAC address that the link gets before it joins.",
  },
] as const satisfies readonly Entry[];

/** The settings; those that have no value of their own only where they were given. */
export type Settings =
  & {
    [S in Extract<typeof SETTINGS[number], { default: unknown }> as S["key"]]: ValueOf<S["value"]>;
  }
  & {
    [S in Exclude<typeof SETTINGS[number], { default: unknown }> as S["key"]]?: ValueOf<S["value"]>;
  };

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

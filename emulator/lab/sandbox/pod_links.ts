/** The links of a pod, as `ip address` in it would show them. */

import {
  BOND_OPTIONS,
  type BondLinkState,
  type BondOption,
  describeBondLink,
  formatValue,
  fromKernel,
} from "../../../bond/mod.ts";
import {
  type Address,
  type BondData,
  type Link,
  listAddresses,
  listLinks,
  Netns,
  Rtnetlink,
} from "../../../netlink/mod.ts";

/** A link of a pod. */
export interface PodLink {
  /** In its namespace. */
  index: number;
  /** What it is called in the pod. */
  name: string;
  /** The driver's kind; "" for what looks like hardware to the pod. */
  kind: string;
  /** Its address, in lower case. */
  mac: string;
  /** Octets. */
  mtu: number;
  /** Administratively up. */
  up: boolean;
  /** IFF_* names in iproute2's order. */
  flags: string[];
  /** Operational state (RFC 2863): "up". */
  operState: string;
  /** Name of the bond or bridge that it is a port of. */
  master?: string;
  /** "if5" when the other end is link 5 of another namespace. */
  parent?: string;
  /** CIDRs, without the link-local ones, which come when the kernel gets round to it. */
  addresses: string[];
  /** Bonds: the options' values by the kernel's names, and the name of the active link. */
  bond?: Record<string, string>;
  /** Ports of a bond. */
  bondPort?: BondLinkState & { state: string };
}

/** How long to wait for what the kernel does in the background, in ms. */
const SETTLE_MS = 3000;
const SETTLE_INTERVAL_MS = 20;

/**
 * Returns the links of the namespace at `path` once the kernel has finished what the plugins have
 * started: operational states follow carriers late, and bonds look at their links at intervals.
 * `isHardware` says of a link whether it plays a physical one.
 */
export async function podLinks(
  path: string,
  isHardware: (link: Link) => boolean,
): Promise<PodLink[]> {
  using netns = Netns.open(path);
  using rt = Rtnetlink.open({ netns });
  const deadline = performance.now() + SETTLE_MS;
  let links = listLinks(rt);
  while (!links.every(isSettled) && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, SETTLE_INTERVAL_MS));
    links = listLinks(rt);
  }
  return describeAll(rt, links, isHardware);
}

/** Returns the links of the namespace at `path` as they are at this moment, settled or not. */
export function podLinksNow(path: string, isHardware: (link: Link) => boolean): PodLink[] {
  using netns = Netns.open(path);
  using rt = Rtnetlink.open({ netns });
  return describeAll(rt, listLinks(rt), isHardware);
}

function describeAll(
  rt: Rtnetlink,
  links: readonly Link[],
  isHardware: (link: Link) => boolean,
): PodLink[] {
  const addresses = listAddresses(rt);
  return links.map((link) => describe(link, links, addresses, isHardware(link)));
}

/** Kinds whose operational state is "unknown" only until the kernel gets round to it. */
const WITH_STATE: readonly string[] = ["bond", "veth", "bridge", "macvlan", "vlan", "vrf"];

function isSettled({ up, running, kind, operState, bondPort }: Link): boolean {
  if (!up || !running) return true;
  return (operState === "up" || (operState === "unknown" && !WITH_STATE.includes(kind))) &&
    (bondPort === undefined || bondPort.miiStatus === "up");
}

function describe(
  link: Link,
  links: readonly Link[],
  addresses: readonly Address[],
  hardware: boolean,
): PodLink {
  const nameOf = (index: number) => links.find((other) => other.index === index)?.name ?? "";
  const { index, name, address, mtu, up, operState, master, bond, bondPort } = link;
  const remote = link.peerNetnsId !== undefined && !hardware;
  return {
    index,
    name,
    kind: hardware ? "" : link.kind,
    mac: address,
    mtu,
    up,
    flags: flagNames(link),
    operState,
    ...(master ? { master: nameOf(master) } : {}),
    ...(remote && link.parent ? { parent: `if${link.parent}` } : {}),
    addresses: addresses
      .filter((address) => address.index === index && !address.address.startsWith("fe80:"))
      .map(({ address, prefixLength }) => `${address}/${prefixLength}`),
    ...(bond ? { bond: describeBond(bond, nameOf) } : {}),
    ...(bondPort ? { bondPort: { ...describeBondLink(link), state: bondPort.state } } : {}),
  };
}

function describeBond(bond: BondData, nameOf: (index: number) => string): Record<string, string> {
  const options: readonly BondOption[] = BOND_OPTIONS;
  return Object.fromEntries(options.flatMap(({ attribute, kernelName, value }) => {
    const found = bond[attribute];
    if (found === undefined || (typeof found === "object" && !Array.isArray(found))) return [];
    const text = value.type === "link"
      ? nameOf(Number(found))
      : formatValue(fromKernel(value, found as string | number | string[]));
    return [[kernelName, text]];
  }));
}

/** linux/if.h, in the order in which iproute2 prints them. */
const FLAGS: readonly (readonly [string, number])[] = [
  ["LOOPBACK", 0x8],
  ["BROADCAST", 0x2],
  ["POINTOPOINT", 0x10],
  ["MULTICAST", 0x1000],
  ["NOARP", 0x80],
  ["ALLMULTI", 0x200],
  ["PROMISC", 0x100],
  ["MASTER", 0x400],
  ["SLAVE", 0x800],
  ["UP", 0x1],
  ["LOWER_UP", 0x10000],
];

function flagNames({ flags, up, running }: Link): string[] {
  const names = FLAGS.filter(([, bit]) => flags & bit).map(([name]) => name);
  return up && !running ? ["NO-CARRIER", ...names] : names;
}

/** What a bond is and does right now, in the words of the configuration. */

import { type AdInfo, findLink, type Link, listLinks, withNetns } from "../../netlink/mod.ts";
import {
  BOND_OPTIONS,
  type BondMode,
  decodePortOptions,
  formatValue,
  fromKernel,
  modeName,
  type OptionKey,
  type PortValues,
} from "../config/mod.ts";

/** A link of a bond, with what the kernel tells of its options. */
export interface BondLinkState extends PortValues {
  /** Name of the link. */
  name: string;
  /** Its index in the namespace. */
  index: number;
  /** MAC address that it has now. */
  address: string;
  /** The address that it gets back when it leaves the bond. */
  permanentAddress: string;
  /** Octets. */
  mtu: number;
  /** Administratively up. */
  up: boolean;
  /** Has a carrier. */
  carrier: boolean;
  /** Whether it carries the bond's frames now. */
  active: boolean;
  /** What the bond's monitoring thinks of it. */
  miiStatus: "up" | "fail" | "down" | "back";
  /** How often it failed. */
  failures: number;
  /** 802.3ad: the aggregator that it belongs to. */
  aggregator?: number;
}

/** A bond. */
export interface BondState {
  /** Name of the bond. */
  name: string;
  /** Its index in the namespace. */
  index: number;
  /** Bonding mode. */
  mode: BondMode;
  /** MAC address. */
  address: string;
  /** Octets. */
  mtu: number;
  /** Administratively up. */
  up: boolean;
  /** Has a carrier. */
  carrier: boolean;
  /** A text for people; "" when it has none. */
  alias: string;
  /** Name of the active link, in modes that have one. */
  activeLink?: string;
  /** Name of the preferred link. */
  primary?: string;
  /** Every option that the kernel tells, by its key in the configuration, the way people write it. */
  options: Partial<Record<OptionKey, string>>;
  /** 802.3ad: the active aggregator and the partner in it. */
  aggregator?: AdInfo;
  /** Its links, in the order of their indices. */
  links: BondLinkState[];
}

/**
 * Returns the bond `name` in the network namespace at `netns`; undefined when there is no such
 * bond. Throws NetnsError and NetlinkError.
 */
export function inspectBond(netns: string, name: string): BondState | undefined {
  return withNetns(netns, (rt) => {
    const bond = findLink(rt, name);
    return bond?.kind === "bond" ? describeBond(bond, listLinks(rt)) : undefined;
  });
}

/** Returns every bond in the network namespace at `netns`. Throws NetnsError and NetlinkError. */
export function inspectBonds(netns: string): BondState[] {
  return withNetns(netns, (rt) => {
    const links = listLinks(rt);
    return links.filter(({ kind }) => kind === "bond").map((bond) => describeBond(bond, links));
  });
}

/** Returns the state of `bond`, of which the links are among `links`. Pure. */
export function describeBond(bond: Link, links: readonly Link[]): BondState {
  const data = bond.bond ?? {};
  const nameOf = (index: number | undefined) => links.find((link) => link.index === index)?.name;
  const activeLink = nameOf(data.activeSlave);
  const primary = nameOf(data.primary);
  const options = BOND_OPTIONS.flatMap(({ key, attribute, value: type }) => {
    const value = data[attribute];
    if (value === undefined) return [];
    const text = type.type === "link"
      ? nameOf(Number(value))
      : formatValue(fromKernel(type, value));
    return text === undefined ? [] : [[key, text] as const];
  });
  return {
    name: bond.name,
    index: bond.index,
    mode: modeName(data.mode ?? 0),
    address: bond.address,
    mtu: bond.mtu,
    up: bond.up,
    carrier: bond.running,
    alias: bond.alias,
    ...(activeLink === undefined ? {} : { activeLink }),
    ...(primary === undefined ? {} : { primary }),
    options: Object.fromEntries(options),
    ...(data.adInfo ? { aggregator: data.adInfo } : {}),
    links: links.filter(({ master }) => master === bond.index).map(describeBondLink),
  };
}

/** Returns the state of a link of a bond. Pure. */
export function describeBondLink(link: Link): BondLinkState {
  const port = link.bondPort;
  return {
    name: link.name,
    index: link.index,
    address: link.address,
    permanentAddress: port?.permanentAddress ?? link.address,
    mtu: link.mtu,
    up: link.up,
    carrier: link.running,
    active: port?.state === "active",
    miiStatus: port?.miiStatus ?? "down",
    failures: port?.linkFailureCount ?? 0,
    ...decodePortOptions(port ?? {}),
    ...(port?.adAggregatorId === undefined ? {} : { aggregator: port.adAggregatorId }),
  };
}

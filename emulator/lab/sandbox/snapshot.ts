/** Everything of the node that a pod must leave as it was. */

import { namesIn } from "../../../cni/mod.ts";
import {
  type Address,
  type Link,
  listAddresses,
  listLinks,
  listRoutes,
  readKernelFile,
  type Route,
  type Rtnetlink,
  RTPROT_KERNEL,
} from "../../../netlink/mod.ts";
import type { NodeModel } from "../../input/model.ts";
import { listFiles } from "./files.ts";
import { NETNS_DIR } from "./places.ts";
import { readVfState } from "./vf_state.ts";
import { placedFunctions } from "./wiring.ts";

/** What kind of thing it is. */
export type ThingKind =
  | "link"
  | "address"
  | "route"
  | "namespace"
  | "file"
  | "process"
  | "virtual function";

/** A thing and its properties, those that must be the same afterwards. */
export interface Thing {
  kind: ThingKind;
  name: string;
  /** The link that it belongs to, or is. */
  link?: string;
  properties: Record<string, string>;
}

/** A node at one moment. */
export type Snapshot = readonly Thing[];

/** IFF_* of linux/if.h, those that an administrator sets. */
const FLAGS = { promiscuous: 0x100, allmulticast: 0x200, noarp: 0x80 } as const;
/** Where plugins keep what lasts longer than a call. */
const STATE_DIR = "/var/lib/cni";

/** Takes a snapshot of the node that `rt` speaks to. */
export function takeSnapshot(rt: Rtnetlink, node: NodeModel): Snapshot {
  const links = listLinks(rt);
  const nameOf = (index: number | undefined) =>
    links.find((link) => link.index === index)?.name ?? "";
  return [
    ...links.map((link) => linkThing(link, nameOf)),
    ...listAddresses(rt).filter(({ address }) => !address.startsWith("fe80:"))
      .map((address) => addressThing(address, nameOf)),
    ...listRoutes(rt).filter(isConfigured).map((route) => routeThing(route, nameOf)),
    ...namesIn(NETNS_DIR).map((name) => thing("namespace", name)),
    ...listFiles(STATE_DIR).map((path) => thing("file", path)),
    ...processes(),
    ...placedFunctions(node).map(({ virtual: { pciAddress } }) =>
      thing("virtual function", pciAddress, { ...readVfState(pciAddress) })
    ),
  ];
}

function linkThing(link: Link, nameOf: (index?: number) => string): Thing {
  const flags = Object.entries(FLAGS).filter(([, bit]) => link.flags & bit).map(([flag]) => flag);
  const properties = {
    kind: link.kind,
    address: link.address,
    mtu: link.mtu,
    state: link.up ? "up" : "down",
    flags: flags.join(","),
    alias: link.alias,
    "alternative names": link.altNames.toSorted().join(","),
    master: nameOf(link.master),
    queue: link.txQueueLen,
  };
  return { ...thing("link", link.name, properties), link: link.name };
}

function addressThing(address: Address, nameOf: (index?: number) => string): Thing {
  const cidr = `${address.address}/${address.prefixLength}`;
  const link = nameOf(address.index);
  return { ...thing("address", `${cidr} of ${link}`), link };
}

/** Without the kernel's own, and the multicast ones that each IPv6 link has. */
function isConfigured({ protocol, destination }: Route): boolean {
  return protocol !== RTPROT_KERNEL && !/^(ff|fe80:)/.test(destination);
}

function routeThing(route: Route, nameOf: (index?: number) => string): Thing {
  const { destination, gateway, table, priority } = route;
  const link = nameOf(route.outputIndex);
  const name = `${destination} of ${link} in table ${table}`;
  return { ...thing("route", name, { gateway, priority }), link };
}

/** Programs that run, without the kernel's threads, which have no command line. */
function processes(): Thing[] {
  return namesIn("/proc").filter((name) => /^\d+$/.test(name)).flatMap((pid) => {
    try {
      const words = readKernelFile(`/proc/${pid}/cmdline`).split("\0").filter(Boolean);
      return words.length > 0 ? [thing("process", `${pid}: ${words.join(" ")}`)] : [];
    } catch {
      return []; // It has ended.
    }
  });
}

function thing(kind: ThingKind, name: string, properties: Record<string, unknown> = {}): Thing {
  const texts = Object.entries(properties).map(([key, value]) => [key, String(value ?? "")]);
  return { kind, name, properties: Object.fromEntries(texts) };
}

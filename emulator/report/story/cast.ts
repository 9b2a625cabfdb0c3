/** Who is in the picture of a replay: hosts, switches, cards, and the links of pods on them. Pure. */

import type { Aggregate, NodeModel } from "../../input/model.ts";
import type { PodLink } from "../../lab/sandbox/mod.ts";
import type { PodReport, ReplayReport } from "../../play/replay/mod.ts";
import { podLabel } from "../words.ts";

/** A physical function or a NIC. */
export interface Card {
  name: string;
  /** "" for what stands for links that are on no card. */
  pciAddress: string;
  switch: string;
}

/** A link that a pod has, or had for a while. */
interface CardLink {
  name: string;
  /** The card that its frames leave by. */
  card: string;
  /** Its device's name on the host, and its PCI address; "" where it has none of its own. */
  device: string;
  pciAddress: string;
  mac: string;
}

/** A pod with its links. */
export interface CastPod {
  /** "namespace/name" */
  pod: string;
  label: string;
  links: CardLink[];
}

/** Everything that is drawn. */
export interface Cast {
  hosts: NodeModel["hosts"];
  switches: NodeModel["switches"];
  cards: Card[];
  /** Aggregation groups with the switch that they are of. */
  groups: (Aggregate & { switch: string })[];
  pods: CastPod[];
}

/** The card of links that leave the pod for the node, and go no further by a card of their own. */
const NO_CARD = "the node";

/** Returns who is in the picture. */
export function castOf(report: ReplayReport): Cast {
  const { node } = report;
  const pods = report.pods.map((pod) => ({
    pod: pod.pod,
    label: podLabel(pod.pod),
    links: linksOf(pod, report),
  }));
  const lost = pods.some(({ links }) => links.some(({ card }) => card === NO_CARD));
  return {
    hosts: node.hosts,
    switches: node.switches,
    cards: [
      ...[...node.physicalFunctions, ...node.nics]
        .map(({ name, pciAddress, switch: of }) => ({ name, pciAddress, switch: of })),
      ...(lost ? [{ name: NO_CARD, pciAddress: "", switch: "" }] : []),
    ],
    groups: node.switches.flatMap(({ name, aggregates = [] }) =>
      aggregates.map((aggregate) => ({ ...aggregate, switch: name }))
    ),
    pods,
  };
}

/** The links of a pod that are on a card or in a bond, in the order in which they came. */
function linksOf(pod: PodReport, report: ReplayReport): CardLink[] {
  const seen = new Map<string, PodLink>();
  const bonded = new Set<string>();
  for (const link of everyLink(pod, report)) {
    if (link.kind === "bond" || link.flags.includes("LOOPBACK")) continue;
    if (!seen.has(link.name)) seen.set(link.name, link);
    if (link.master !== undefined) bonded.add(link.name);
  }
  for (const { ifname, device } of pod.chain) {
    // An attachment that never came to be has its place all the same.
    if (device !== undefined && !seen.has(ifname)) seen.set(ifname, absent(ifname));
  }
  const links = [...seen.values()].flatMap((link) => {
    const found = onCard(link, pod, report.node);
    if (found) return [found];
    if (!bonded.has(link.name)) return [];
    return [{ name: link.name, card: NO_CARD, device: "", pciAddress: "", mac: link.mac }];
  });
  // Links of the host that the pod's bond took by another name come once.
  return links;
}

/** What is known of the pod's links, in the order of time. */
function everyLink(pod: PodReport, { scenario }: ReplayReport): PodLink[] {
  return [
    ...pod.steps.flatMap(({ measured }) => measured.links.flatMap(({ after }) => after ?? [])),
    ...pod.podLinks,
    ...scenario.flatMap(({ links }) => links[pod.pod] ?? []),
  ];
}

function onCard(link: PodLink, pod: PodReport, node: NodeModel): CardLink | undefined {
  const { name, mac } = link;
  const device = pod.chain.find(({ ifname }) => ifname === name)?.device;
  for (const physical of node.physicalFunctions) {
    const { name: card } = physical;
    for (const { name: host, pciAddress, mac: burned } of physical.virtualFunctions) {
      const isIt = device === undefined
        ? name === host || (link.kind === "" && mac === burned)
        : device === pciAddress;
      if (isIt) return { name, card, device: host, pciAddress, mac };
    }
  }
  for (const { name: card, pciAddress } of [...node.physicalFunctions, ...node.nics]) {
    if (name === card || (device !== undefined && device === pciAddress)) {
      return { name, card, device: card, pciAddress, mac };
    }
    if (masterOf(pod, name) === card) return { name, card, device: "", pciAddress: "", mac };
  }
  return undefined;
}

/** The link of the node that a macvlan, an ipvlan or a vlan is on. */
function masterOf(pod: PodReport, ifname: string): string | undefined {
  const step = pod.steps.find((one) => one.command === "ADD" && one.ifname === ifname);
  const master = step?.config["master"];
  return typeof master === "string" ? master : undefined;
}

function absent(name: string): PodLink {
  return {
    index: 0,
    name,
    kind: "",
    mac: "",
    mtu: 0,
    up: false,
    flags: [],
    operState: "",
    addresses: [],
  };
}

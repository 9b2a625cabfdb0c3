/** The emulator's model: what there is to say about the input, a node, and each pod's chain of attachments. */

import type { Policy } from "../../bond/mod.ts";
import type { JsonObject } from "../../cni/mod.ts";
import type { Excerpt } from "./excerpt.ts";

/** Where something is in the input. */
export interface Position {
  /** The file, as it was named. */
  file: string;
  /** From 0. */
  document: number;
  /** Such as "spec.config". */
  path: string;
  /** From 1. */
  line: number;
  /** From 1. */
  column: number;
}

/** Something that was found in the input. */
export interface Finding<Code extends string = string> {
  /** Stable, for filters and tests: "network-absent". */
  code: Code;
  /** What is the matter, in words. */
  message: string;
  /** "file#document:path", or what it is about when it stands in no file. */
  path: string;
  /** What to do; "" when there is nothing to do. */
  hint: string;
  /** Where it stands; absent when it stands in no file. */
  position?: Position;
  /** The lines round the position. */
  source?: Excerpt;
}

/** What a finding means on a cluster: some pod does not start; it starts, but not as meant; worth knowing. */
export type Severity = "error" | "warning" | "info";

/** A finding, and how grave it is. */
export interface Diagnostic<Code extends string = string> extends Finding<Code> {
  /** What it means on a cluster. */
  severity: Severity;
  /** The line where it stands, where that is shown. */
  excerpt?: string;
}

/** An SR-IOV virtual function: a network device that can be given to a pod. */
export interface VirtualFunction {
  /** Of its network device; at most 15 octets. */
  name: string;
  /** Such as "0000:3b:02.0". */
  pciAddress: string;
  /** From 0, within its physical function. */
  index: number;
  /** PCI identifiers in hexadecimal: "8086", "154c". */
  vendor: string;
  /** PCI device in hexadecimal. */
  device: string;
  /** The driver that it is bound to. */
  driver: string;
  /** Its address, in lower case. */
  mac: string;
  /** Octets. */
  mtu: number;
  /** As the device plugin tells it. */
  linkType: "ether" | "infiniband";
}

/** An SR-IOV physical function: a NIC's port, and a switch for its virtual functions. */
export interface PhysicalFunction {
  /** What it is called. */
  name: string;
  /** Such as "0000:3b:02.0". */
  pciAddress: string;
  /** PCI vendor in hexadecimal. */
  vendor: string;
  /** PCI device in hexadecimal. */
  device: string;
  /** The driver that it is bound to. */
  driver: string;
  /** Octets; its virtual functions cannot have more. */
  mtu: number;
  /** Its address, in lower case. */
  mac: string;
  /** The name of the switch at the other end of its cable. */
  switch: string;
  /** The placeholder, such as "<PF_NAME_1>", that it stands for. */
  placeholder?: string;
  /** Its functions, by index. */
  virtualFunctions: VirtualFunction[];
}

/** A network device of the node without virtual functions. */
export interface Nic {
  /** What it is called. */
  name: string;
  /** Such as "0000:3b:02.0". */
  pciAddress: string;
  /** Its address, in lower case. */
  mac: string;
  /** Octets. */
  mtu: number;
  /** The name of the switch that it is plugged into. */
  switch: string;
  /** Whether the node's default route leaves by it. */
  defaultRoute: boolean;
}

/** A link aggregation group of a switch. */
export interface Aggregate {
  /** The switch's end: a bond of the fabric. */
  name: string;
  /** Physical functions and NICs whose cables end in it. */
  ports: string[];
  /** How often the switch speaks LACP (802.3ad): it is a real partner. */
  lacpRate: "slow" | "fast";
  /** The ports are grouped without LACP. */
  static?: boolean;
}

/** A switch of the fabric around the node. */
export interface Switch {
  /** What it is called. */
  name: string;
  /** Another switch that it is connected to. */
  uplink?: string;
  /** Its link aggregation groups. */
  aggregates?: Aggregate[];
}

/** A machine on the fabric, beside the node. */
export interface FabricHost {
  /** What it is called. */
  name: string;
  /** The name of the switch that it is plugged into. */
  switch: string;
  /** CIDRs */
  addresses: string[];
  /** Its address, in lower case. */
  mac: string;
  /** It gives out IPv4 addresses, in their order. */
  dhcp?: { from: string; to: string; leaseSeconds: number };
}

/** A node, and the network that it is plugged into. */
export interface NodeModel {
  /** Cards with virtual functions. */
  physicalFunctions: PhysicalFunction[];
  /** Cards without. */
  nics: Nic[];
  /** What the cards are plugged into. */
  switches: Switch[];
  /** Machines beside the node. */
  hosts: FabricHost[];
  /**
   * What the node's administrator lets networks do; a text stands in the file as it is.
   * @internal
   */
  policy?: Policy | string;
}

/** One attachment of a pod, as Multus hands it to a plugin, or to the plugins of a list. */
export interface Delegate {
  /** As people and network-status call it: "default/bond-net1"; a bare configuration's own name. */
  network: string;
  /** The configuration's name, by which caches and address stores know it. */
  cniName: string;
  /** One plugin, or a list of them. */
  kind: "conf" | "conflist";
  /** Complete: device and arguments are in it. */
  config: JsonObject;
  /** The interface that it makes in the pod. */
  ifname: string;
  /** Whether it is the default network's, whose result the runtime gets. */
  master: boolean;
  /** Multus' own configuration spells it out, or a network that this one replaces. */
  configured?: true;
  /** It is the auxiliary chain, of which only ADD thinks by itself. */
  auxiliary?: true;
  /** What is offered to plugins that declare the capability. */
  runtimeConfig: JsonObject;
  /** The resource that the definition names. */
  resourceName?: string;
  /** PCI address of the device taken from it; absent when the pod has none left. */
  deviceId?: string;
  /** CNI_ARGS in order. */
  cniArgs: [string, string][];
  /** What ADD alone has behind them. */
  addArgs: [string, string][];
  /**
   * Gateways that the pod wants to reach everything else by, through this network; absent when it says
   * nothing of them.
   */
  gatewayRequest?: string[];
  /** Where the configuration was written. */
  position?: Position;
  /** Where the pod's annotation names the network. */
  selectedAt?: Position;
}

/** All attachments of a pod, in the order in which they are made. */
export interface PodChain {
  /** Whose chain it is. */
  pod: { namespace: string; name: string; uid: string };
  /** CNI_CONTAINERID. */
  containerId: string;
  /** The attachments, the default network's first. */
  delegates: Delegate[];
  /** The cluster's default network, where the pod has chosen another one. */
  replaced?: Delegate;
  /** The container runtime attaches the pod's one network itself: there is no Multus. */
  standalone?: true;
  /**
   * Why Multus refuses the pod at ADD, before any plugin runs, in its words. The attachments are then
   * those that it detaches at DEL all the same; with none, DEL fails for the same reason.
   */
  refusal?: string;
  /** Ports of the node that lead to the pod, which the runtime offers as a capability; absent where none does. */
  portMappings?: JsonObject[];
  /** PCI addresses by resource. */
  devices: Record<string, string[]>;
  /** What the device plugin tells the containers: PCIDEVICE_… */
  environment: Record<string, string>;
}

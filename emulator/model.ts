/** The emulator's model: a node, and the chain of attachments of each pod. */

import type { JsonObject } from "../cni/mod.ts";

/** Where something is in the input. */
export interface Position {
  file: string;
  /** From 0. */
  document: number;
  /** Such as "spec.config". */
  path: string;
  /** From 1. */
  line: number;
  column: number;
}

/** Something to say about the input. */
export interface Diagnostic {
  code: string;
  severity: "error" | "warning" | "info";
  message: string;
  path: string;
  hint: string;
  position?: Position;
}

export interface VirtualFunction {
  name: string;
  pciAddress: string;
  index: number;
  vendor: string;
  device: string;
  driver: string;
  mac: string;
  mtu: number;
  linkType: "ether";
}

export interface PhysicalFunction {
  name: string;
  pciAddress: string;
  vendor: string;
  device: string;
  driver: string;
  mtu: number;
  mac: string;
  switch: string;
  /** The placeholder, such as "<PF_NAME_1>", that it stands for. */
  placeholder?: string;
  virtualFunctions: VirtualFunction[];
}

export interface Nic {
  name: string;
  pciAddress: string;
  mac: string;
  mtu: number;
  switch: string;
}

export interface NodeModel {
  physicalFunctions: PhysicalFunction[];
  nics: Nic[];
  switches: { name: string }[];
  hosts: { name: string; switch: string; addresses: string[]; mac: string }[];
}

export interface Delegate {
  network: string;
  cniName: string;
  kind: "conf" | "conflist";
  config: JsonObject;
  ifname: string;
  master: boolean;
  runtimeConfig: JsonObject;
  resourceName?: string;
  deviceId?: string;
  cniArgs: [string, string][];
  gatewayRequest: string[];
  position?: Position;
}

export interface PodChain {
  pod: { namespace: string; name: string; uid: string };
  containerId: string;
  delegates: Delegate[];
  devices: Record<string, string[]>;
  environment: Record<string, string>;
}

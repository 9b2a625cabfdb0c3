/** What the SR-IOV operator makes of cards: virtual functions, and the resources that they are pods' as. */

import type { JsonObject } from "../../../cni/mod.ts";
import type { PolicyManifest } from "../manifests/mod.ts";
import { parsePfSelector } from "./pf_selector.ts";
import { type DeviceResource, type FunctionOrder, resourceOf } from "./resource_list.ts";

/** Returns the resources, each with the selectors of all policies that name it, as in the operator's ConfigMap. */
export function policyResources(policies: readonly PolicyManifest[]): DeviceResource[] {
  const byName = Map.groupBy(policies, ({ prefix, resourceName }) => `${prefix}/${resourceName}`);
  return [...byName].map(([name, own]) => ({
    ...resourceOf(name, selectorOf(own)),
    orders: own.map(orderOf),
  }));
}

function selectorOf(policies: readonly PolicyManifest[]): JsonObject {
  const union = (of: (policy: PolicyManifest) => readonly (string | undefined)[]) =>
    [...new Set(policies.flatMap(of))].filter((one) => one !== undefined);
  return {
    vendors: union(({ vendor }) => [vendor]),
    devices: union(({ device, functions }) => [functions === 0 ? device : functionOf(device)]),
    pfNames: union(({ pfNames }) => pfNames),
    rootDevices: union(({ rootDevices }) => rootDevices),
    linkTypes: union(({ linkTypes }) => linkTypes),
    ...Object.assign({}, ...policies.map(({ hardware }) => hardware)),
  };
}

function orderOf(policy: PolicyManifest): FunctionOrder {
  const { functions, mtu, isUserspace, vendor, device, pfNames, rootDevices } = policy;
  return {
    pfNames: pfNames.map(parsePfSelector),
    rootDevices: rootDevices.map(parsePfSelector),
    functions,
    ...(mtu === undefined ? {} : { mtu }),
    ...(isUserspace ? { driver: "vfio-pci" } : {}),
    ...(vendor === undefined ? {} : { vendor }),
    ...(device === undefined ? {} : { device }),
  };
}

/** Of the cards that the operator supports: PCI devices of virtual functions, and those of their physical ones. */
const FUNCTIONS: Readonly<Record<string, readonly string[]>> = {
  "154c": ["158a", "158b", "1572", "1589", "1581", "15ff", "0d58", "1583"],
  "1565": ["1563"],
  "10ca": ["10c9"],
  "1889": [
    ...["1592", "1593", "159b", "1599", "1591", "188a", "124d", "124c", "579c", "579d", "579e"],
    ...["12d2", "12d3", "1249", "124a"],
  ],
  "1014": ["1013"],
  "1016": ["1015"],
  "1018": ["1017"],
  "101a": ["1019"],
  "101c": ["101b"],
  "101e": ["101d", "101f", "1021", "1023", "1025", "a2d6", "a2dc"],
  "16dc": ["16d7"],
  "1806": ["1750"],
  "1664": ["1654"],
};

/** Returns the PCI device of the virtual functions of `device`; undefined where it is not known. */
function functionOf(device: string | undefined): string | undefined {
  if (device === undefined) return undefined;
  return Object.keys(FUNCTIONS).find((one) => FUNCTIONS[one]?.includes(device));
}

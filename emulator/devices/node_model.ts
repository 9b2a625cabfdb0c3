/** The node that a device plugin's configuration speaks of, where nobody has described one. */

import type { NodeModel, PhysicalFunction, VirtualFunction } from "../model.ts";
import { isPlaceholder, type PfSelector } from "./pf_selector.ts";
import type { DeviceResource, DeviceSelector } from "./resource_list.ts";

const VIRTUAL_FUNCTIONS = 4;
const MTU = 1500;
/** Intel XL710 and its virtual function, the pair of the device plugin's own examples. */
const PF_DEVICE = { vendor: "8086", device: "1572", driver: "i40e" };
const VF_DEVICE = { vendor: "8086", device: "154c", driver: "iavf" };
const SWITCH = "switch1";
/** So many characters leave room for the suffix of a virtual function: "v127". */
const MAX_PF_NAME = 11;

/** What is known of a physical function from the selectors that name it. */
interface Sketch {
  name?: string;
  pciAddress?: string;
  placeholder?: string;
  functions: number;
  vfAddresses: string[];
  vf: Pick<VirtualFunction, "vendor" | "device" | "driver">;
}

/**
 * Returns a node with one physical function for each that the selectors name, or for each resource
 * that names none, with four virtual functions, or as many as the ranges reach. Names, addresses
 * and devices are the same every time.
 */
export function deriveNode(resources: readonly DeviceResource[]): NodeModel {
  const sketches = new Map<string, Sketch>();
  for (const { name, selectors } of resources) {
    for (const selector of selectors) sketch(sketches, name, selector);
  }
  return {
    physicalFunctions: [...sketches.values()].map(toPhysicalFunction),
    nics: [],
    switches: [{ name: SWITCH }],
    hosts: [],
  };
}

function sketch(sketches: Map<string, Sketch>, resource: string, selector: DeviceSelector): void {
  const { pfNames, rootDevices, pciAddresses, vendors, devices, drivers } = selector;
  const vf = {
    vendor: vendors[0] ?? VF_DEVICE.vendor,
    device: devices[0] ?? VF_DEVICE.device,
    driver: drivers[0] ?? VF_DEVICE.driver,
  };
  const add = (key: string, known: Partial<Sketch>) => {
    const existing = sketches.get(key) ?? { functions: VIRTUAL_FUNCTIONS, vfAddresses: [], vf };
    sketches.set(key, {
      ...existing,
      ...known,
      functions: Math.max(existing.functions, known.functions ?? 0),
    });
  };
  for (const pf of pfNames) {
    const known = isPlaceholder(pf.name) || pf.name.length > MAX_PF_NAME
      ? { placeholder: pf.name }
      : { name: pf.name };
    add(pf.name, { ...known, functions: reach(pf) });
  }
  // Where names are given too, both are conditions on one and the same physical function.
  if (pfNames.length > 0) return;
  for (const pf of rootDevices) add(pf.name, { pciAddress: pf.name, functions: reach(pf) });
  if (rootDevices.length > 0) return;
  if (pciAddresses.length > 0) {
    add(resource, { vfAddresses: pciAddresses, functions: pciAddresses.length });
  } else add(resource, {});
}

function reach({ ranges = [] }: PfSelector): number {
  return Math.max(0, ...ranges.map(([, last]) => last + 1));
}

function toPhysicalFunction(
  { name, pciAddress, placeholder, functions, vfAddresses, vf }: Sketch,
  position: number,
): PhysicalFunction {
  const bus = (0x3b + position * 0x10).toString(16).padStart(2, "0");
  const pfName = name ?? `ens${position + 1}f0`;
  const octet = hex(position);
  return {
    name: pfName,
    pciAddress: pciAddress ?? `0000:${bus}:00.0`,
    ...PF_DEVICE,
    mtu: MTU,
    mac: `02:00:00:${octet}:ff:00`,
    switch: SWITCH,
    ...(placeholder === undefined ? {} : { placeholder }),
    virtualFunctions: Array.from({ length: functions }, (_, index) => ({
      name: `${pfName}v${index}`,
      pciAddress: vfAddresses[index] ?? `0000:${bus}:${hex(2 + (index >> 3))}.${index & 7}`,
      index,
      ...vf,
      mac: `02:00:00:${octet}:00:${hex(index)}`,
      mtu: MTU,
      linkType: "ether",
    })),
  };
}

function hex(number: number): string {
  return number.toString(16).padStart(2, "0");
}

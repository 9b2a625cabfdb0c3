/** The node that manifests speak of, where nobody has described one. */

import type { Nic, NodeModel } from "../model.ts";
import { ETHERNET_MTU } from "./mtu.ts";
import { makeNic } from "./nic.ts";
import { isPlaceholder, type PfSelector, selectsIndex } from "./pf_selector.ts";
import {
  type FunctionKind,
  type KnownFunction,
  makePhysicalFunction,
} from "./physical_function.ts";
import type { DeviceResource, DeviceSelector, FunctionOrder } from "./resource_list.ts";

const VIRTUAL_FUNCTIONS = 4;
/** A physical function has no more (PCI_SRIOV_TOTAL_VF of the usual cards). */
const MOST = 128;
/** The virtual function of an Intel XL710, of the device plugin's own examples. */
const KIND: FunctionKind = {
  vendor: "8086",
  device: "154c",
  driver: "iavf",
};
const SWITCH = "switch1";
/** So many characters leave room for the suffix of a virtual function: "v127". */
const MAX_PF_NAME = 11;

/** What selectors say of one physical function. */
interface Sketch {
  known: Omit<KnownFunction, "functions">;
  /** The selection by which each selector means some of its virtual functions. */
  meant: { which: PfSelector; selector: DeviceSelector; wanted: number }[];
  /** What was made on it, for the virtual functions of the selection. */
  made: { which: PfSelector; order: FunctionOrder }[];
}

/**
 * Returns a node with one physical function for each that the selectors name, or for each resource
 * that names none, with four virtual functions, as many as the ranges reach, or as many as the pods ask for
 * (`demand`, by resource) where nothing says how many there are. Names, addresses and
 * devices are the same every time.
 */
export function deriveNode(
  resources: readonly DeviceResource[],
  demand: ReadonlyMap<string, number> = new Map(),
): NodeModel {
  const sketches = new Map<string, Sketch>();
  const sketchOf = (which: PfSelector, known: Sketch["known"]) => {
    const sketch = sketches.get(which.name) ?? { known, meant: [], made: [] };
    sketches.set(which.name, sketch);
    return sketch;
  };
  for (const { name, selectors, orders = [] } of resources) {
    for (const selector of selectors) {
      for (const [which, known] of functionsOf(selector, name)) {
        const wanted = Math.min(demand.get(name) ?? 0, MOST);
        sketchOf(which, known).meant.push({ which, selector, wanted });
      }
    }
    for (const order of orders) {
      for (const [which, known] of functionsOf(order, name)) {
        sketchOf(which, known).made.push({ which, order });
      }
    }
  }
  const names = new Set([...sketches.values()].map(({ known }) => known.name));
  const physicalFunctions = [...sketches.values()].map((sketch, number) => {
    const name = sketch.known.name ?? freeName(number, names);
    names.add(name);
    const functions = virtualFunctions(sketch);
    return makePhysicalFunction(number, { ...sketch.known, ...cardOf(sketch), name, functions });
  });
  return { physicalFunctions, nics: [], switches: [{ name: SWITCH }], hosts: [] };
}

/**
 * Returns the node with a NIC more for each of `links` that it does not have, plugged into its first
 * switch.
 */
export function withNics(
  node: NodeModel,
  links: readonly (
    & Pick<Nic, "name" | "defaultRoute">
    & Partial<Pick<Nic, "mtu" | "pciAddress" | "mac">>
  )[],
): NodeModel {
  const { physicalFunctions, nics, switches } = node;
  // A virtual function that a physical function does not have is no NIC either.
  const isFunction = (link: string) =>
    physicalFunctions.some(({ name }) =>
      link.startsWith(name) && /^(v\d+)?$/.test(link.slice(name.length))
    );
  const devices = [
    ...nics,
    ...physicalFunctions.flatMap((pf) => [pf, ...pf.virtualFunctions]),
  ];
  const missing = links.filter(({ name, pciAddress, mac }) =>
    !isFunction(name) &&
    !devices.some((device) =>
      device.name === name || device.pciAddress === pciAddress || device.mac === mac
    )
  );
  const first = switches[0]?.name ?? SWITCH;
  const added = missing.map((link, i) => makeNic(nics.length + i, { ...link, switch: first }));
  return { ...node, nics: [...nics, ...added] };
}

/** The physical functions that a selector is about, and what it tells of them. */
function functionsOf(
  { pfNames, rootDevices }: Pick<FunctionOrder, "pfNames" | "rootDevices">,
  resource: string,
): [PfSelector, Sketch["known"]][] {
  // Where both are given, they are conditions on one and the same physical function.
  if (pfNames.length > 0) {
    return pfNames.map((which, i) => {
      const pciAddress = rootDevices[i]?.name;
      return [which, {
        ...(fitsLink(which.name) ? { name: which.name } : { placeholder: which.name }),
        ...(pciAddress === undefined ? {} : { pciAddress }),
      }];
    });
  }
  if (rootDevices.length > 0) {
    return rootDevices.map((which) => [which, { pciAddress: which.name }]);
  }
  return [[{ name: resource }, {}]];
}

function fitsLink(name: string): boolean {
  return !isPlaceholder(name) && name.length <= MAX_PF_NAME && /^[^\s/:]+$/.test(name);
}

function freeName(number: number, taken: ReadonlySet<string | undefined>): string {
  let slot = number + 1;
  while (taken.has(`ens${slot}f0`)) slot++;
  return `ens${slot}f0`;
}

/** What orders say of the physical function itself. */
function cardOf({ made }: Sketch): Pick<Sketch["known"], "vendor" | "device" | "mtu"> {
  const orders = made.map(({ order }) => order);
  const { vendor } = orders.find(({ vendor }) => vendor !== undefined) ?? {};
  const { device } = orders.find(({ device }) => device !== undefined) ?? {};
  const mtu = Math.max(0, ...orders.flatMap(({ mtu }) => mtu ?? []));
  return {
    ...(vendor === undefined ? {} : { vendor }),
    ...(device === undefined ? {} : { device }),
    ...(mtu === 0 ? {} : { mtu: Math.max(ETHERNET_MTU, mtu) }),
  };
}

/** Each virtual function is of the kind that the first selector which means it asks for. */
function virtualFunctions({ meant, made }: Sketch): KnownFunction["functions"] {
  return Array.from({ length: countOf({ meant, made }) }, (_, index) => {
    const found = meant.find(({ which }) => selectsIndex(which, index)) ?? meant[0];
    const pciAddress = found?.selector.pciAddresses[index];
    const { driver, mtu } = made.find(({ which }) => selectsIndex(which, index))?.order ?? {};
    return {
      ...kindOf(found?.selector),
      ...(driver === undefined ? {} : { driver }),
      ...(mtu === undefined ? {} : { mtu }),
      ...(pciAddress === undefined ? {} : { pciAddress }),
    };
  });
}

function countOf({ meant, made }: Pick<Sketch, "meant" | "made">): number {
  const ordered = Math.max(0, ...made.map(({ order }) => order.functions));
  if (ordered > 0) return Math.min(ordered, MOST);
  return Math.max(
    VIRTUAL_FUNCTIONS,
    ...meant.flatMap(({ which: { ranges = [] } }) => ranges.map(([, last]) => last + 1)),
    ...meant.map(({ selector }) => selector.pciAddresses.length),
    // How many there are is not said: as many as the pods need.
    ...meant.map(({ which, selector, wanted }) =>
      which.ranges || selector.pciAddresses.length > 0 ? 0 : wanted
    ),
  );
}

function kindOf(selector: DeviceSelector | undefined): FunctionKind {
  return {
    vendor: selector?.vendors.find(isPciId) ?? KIND.vendor,
    device: selector?.devices.find(isPciId) ?? KIND.device,
    driver: selector?.drivers[0] ?? KIND.driver,
    linkType: selector?.linkTypes[0] === "infiniband" ? "infiniband" : "ether",
  };
}

/** The device plugin compares identifiers with what the kernel shows: four digits, no 0x. */
function isPciId(text: string): boolean {
  return /^[0-9a-f]{4}$/.test(text);
}

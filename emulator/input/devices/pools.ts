/** Which devices belong to which resource, and which pod gets which of them. */

import type { NodeModel, PhysicalFunction, VirtualFunction } from "../model.ts";
import { type PfSelector, selectsIndex } from "./pf_selector.ts";
import type { DeviceResource, DeviceSelector } from "./resource_list.ts";

/** PCI addresses of the devices of each resource, sorted as text. */
type Pools = ReadonlyMap<string, readonly string[]>;

/** Returns the pools of a node. A device belongs to the first resource, and selector, that it fits. */
export function makePools(node: NodeModel, resources: readonly DeviceResource[]): Pools {
  const taken = new Set<string>();
  const vague = resources.flatMap(({ selectors }) => selectors.filter((one) => one.vague));
  return new Map(resources.map(({ name, selectors }) => {
    const addresses: string[] = [];
    for (const selector of selectors) {
      for (const pf of node.physicalFunctions) {
        for (const vf of pf.virtualFunctions) {
          if (taken.has(vf.pciAddress) || !fits(selector, pf, vf)) continue;
          if (!isShareOf(selector, vague, pf, vf)) continue;
          taken.add(vf.pciAddress);
          addresses.push(vf.pciAddress);
        }
      }
    }
    return [name, addresses.sort()];
  }));
}

/** Devices that several selectors may mean, for all that can be told without hardware, go to them in turn. */
function isShareOf(
  selector: DeviceSelector,
  vague: readonly DeviceSelector[],
  pf: PhysicalFunction,
  vf: VirtualFunction,
): boolean {
  if (!selector.vague) return true;
  const others = vague.filter((one) => fits(one, pf, vf));
  return others[vf.index % others.length] === selector;
}

function fits(selector: DeviceSelector, pf: PhysicalFunction, vf: VirtualFunction): boolean {
  const { vendors, devices, drivers, pciAddresses, pfNames, rootDevices, linkTypes } = selector;
  const allows = (wanted: readonly string[], value: string) =>
    wanted.length === 0 || wanted.includes(value);
  const allowsFunction = (wanted: readonly PfSelector[], names: readonly (string | undefined)[]) =>
    wanted.length === 0 ||
    wanted.some((one) => names.includes(one.name) && selectsIndex(one, vf.index));
  return allows(vendors, vf.vendor) && allows(devices, vf.device) && allows(drivers, vf.driver) &&
    allows(pciAddresses, vf.pciAddress) && allows(linkTypes, vf.linkType) &&
    allowsFunction(pfNames, [pf.name, pf.placeholder]) &&
    allowsFunction(rootDevices, [pf.pciAddress]);
}

/** The devices that a pod got, or why it cannot be scheduled. */
type Allocation =
  | { devices: Record<string, string[]> }
  | { resource: string; wanted: number; free: number; known: boolean };

/** Hands devices out as the kubelet does, and remembers which are taken. */
export class Allocator {
  readonly #free: Map<string, string[]>;

  constructor(pools: Pools) {
    this.#free = new Map([...pools].map(([name, devices]) => [name, [...devices]]));
  }

  /** The names of all resources of the node. */
  get resources(): string[] {
    return [...this.#free.keys()];
  }

  /** Whether the node offers `resource`. */
  offers(resource: string): boolean {
    return this.#free.has(resource);
  }

  /**
   * Takes the devices for a pod's requests, the first in the order of their addresses. When one
   * request cannot be met, takes none.
   */
  allocate(requests: Readonly<Record<string, number>>): Allocation {
    for (const [resource, wanted] of Object.entries(requests)) {
      const free = this.#free.get(resource)?.length ?? 0;
      if (free < wanted) return { resource, wanted, free, known: this.offers(resource) };
    }
    return {
      devices: Object.fromEntries(
        Object.entries(requests)
          .map((
            [resource, wanted],
          ) => [resource, this.#free.get(resource)?.splice(0, wanted) ?? []]),
      ),
    };
  }
}

/** Returns the environment by which the device plugin tells a container of its devices. */
export function deviceEnvironment(
  devices: Readonly<Record<string, readonly string[]>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(devices).flatMap(([resource, addresses]) => {
      // Dots alone are replaced: a hyphen stays, though shells cannot name such a variable.
      const name = `PCIDEVICE_${resource.toUpperCase().replace(/[./]/g, "_")}`;
      const info = Object.fromEntries(
        addresses.map((address) => [address, { generic: { deviceID: address } }]),
      );
      return [[name, addresses.join(",")], [`${name}_INFO`, JSON.stringify(info)]];
    }),
  );
}

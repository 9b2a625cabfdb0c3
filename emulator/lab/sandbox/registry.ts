/**
 * The node's hardware as programs inside the lab see it: what sysfs would say of PCI devices, which
 * no namespace can be given.
 */

import type { NodeModel } from "../../input/model.ts";
import { LAB_DIR } from "./places.ts";
import { type PlacedFunction, placedFunctions } from "./wiring.ts";

const PATH = `${LAB_DIR}/node.json`;

/** Publishes the node that the lab has built. */
export function writeRegistry(node: NodeModel): void {
  Deno.mkdirSync(LAB_DIR, { recursive: true });
  Deno.writeTextFileSync(PATH, JSON.stringify(node));
}

/** This process does not run in a lab. */
export class NoLabError extends Error {
  override readonly name = "NoLabError";
}

/** Returns the node that the lab has built. Throws NoLabError when this process does not run in a lab. */
export function readRegistry(): NodeModel {
  try {
    return JSON.parse(Deno.readTextFileSync(PATH));
  } catch (cause) {
    throw new NoLabError(`no lab is running here: ${PATH} is absent or unreadable`, { cause });
  }
}

/** Returns the virtual function with that PCI address, undefined when the node has none. */
export function findFunction(node: NodeModel, pciAddress: string): PlacedFunction | undefined {
  return placedFunctions(node).find(({ virtual }) => virtual.pciAddress === pciAddress);
}

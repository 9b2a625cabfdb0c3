/**
 * How the node is wired, as names in the fabric namespace. Each physical function is a bridge, its
 * embedded switch; the function itself, its virtual functions and its cable are ports of it.
 * A link's name has room for 15 octets, so functions go by number there.
 */

import type { NodeModel, PhysicalFunction, VirtualFunction } from "../../input/model.ts";
import { isUserspace } from "../../input/devices/mod.ts";

/** No frame is too large for the fabric, octets: what is, the node's own devices refuse. */
export const FABRIC_MTU = 9216;

/** A virtual function with the function that it is part of. */
export interface PlacedFunction {
  physical: PhysicalFunction;
  virtual: VirtualFunction;
  /** The fabric's end of it. */
  port: string;
}

/** Names that a physical function has in the fabric. */
interface FunctionWiring {
  bridge: string;
  /** The port of the function's own network device. */
  port: string;
  /** The near end of the cable, a port of the bridge, and the far end, a port of a switch. */
  cable: string;
  plug: string;
}

/** Returns the names of the physical function with that number in the model. */
export function wiringOf(index: number): FunctionWiring {
  return {
    bridge: `pf${index}`,
    port: `pf${index}port`,
    cable: `pf${index}cable`,
    plug: `pf${index}plug`,
  };
}

/** Returns the names of the physical function called `name` in the node. Throws Error when it has none. */
export function wiringNamed(node: NodeModel, name: string): FunctionWiring {
  const number = node.physicalFunctions.findIndex((physical) => physical.name === name);
  if (number >= 0) return wiringOf(number);
  const known = node.physicalFunctions.map((physical) => physical.name).join(", ") || "none";
  throw new Error(`the node has no physical function ${JSON.stringify(name)}; it has ${known}`);
}

/** Returns the name of the fabric's end of a virtual function. */
export function functionPort(index: number, virtual: VirtualFunction): string {
  return `pf${index}vf${virtual.index}`;
}

/** Returns the name of a switch's bridge in the fabric. */
export function switchBridge(index: number): string {
  return `switch${index}`;
}

/** Returns the bridge of the switch called `name`. Throws Error when the node is on no such switch. */
export function switchBridgeNamed(node: NodeModel, name: string): string {
  const number = node.switches.findIndex((known) => known.name === name);
  if (number >= 0) return switchBridge(number);
  const known = node.switches.map((known) => known.name).join(", ") || "none";
  throw new Error(`the fabric has no switch ${JSON.stringify(name)}; it has ${known}`);
}

/**
 * Returns the ends of the cable of a physical function or a NIC, in the fabric: the near one, and the
 * one at the switch. A NIC's near end is in the node itself: the switch's is all there is of it.
 * Throws Error when the node has no such device.
 */
export function cableEnds(node: NodeModel, name: string): { near: string; far?: string } {
  const number = node.nics.findIndex((nic) => nic.name === name);
  if (number >= 0) return { near: nicPort(number) };
  if (node.physicalFunctions.some((physical) => physical.name === name)) {
    const { cable, plug } = wiringNamed(node, name);
    return { near: cable, far: plug };
  }
  const known = [...node.physicalFunctions, ...node.nics].map((device) => device.name).join(", ");
  throw new Error(`the node has no device ${JSON.stringify(name)}; it has ${known || "none"}`);
}

/** Returns the ports of a switch that hosts are plugged into. */
export function hostPorts({ hosts }: NodeModel, name: string): string[] {
  return hosts.flatMap((host, number) => host.switch === name ? [hostPort(number)] : []);
}

/** Returns the name of the fabric's end of a plain NIC. */
export function nicPort(index: number): string {
  return `nic${index}port`;
}

/** Returns the names of the two ends of the connection of a switch to the one above it. */
export function uplinkPorts(index: number): { port: string; peer: string } {
  return { port: `switch${index}up`, peer: `switch${index}down` };
}

/** Returns the name of the fabric's end of a host's link. */
export function hostPort(index: number): string {
  return `host${index}port`;
}

/** Returns the virtual function with that name on the host. Throws Error when there is none. */
export function virtualFunctionNamed(node: NodeModel, name: string): PlacedFunction {
  const placed = placedFunctions(node).find(({ virtual }) => virtual.name === name);
  if (placed) return placed;
  throw new Error(`the node has no virtual function ${JSON.stringify(name)}`);
}

/** Returns every virtual function of the node. */
export function placedFunctions(node: NodeModel): PlacedFunction[] {
  return node.physicalFunctions.flatMap((physical, index) =>
    physical.virtualFunctions.map((virtual) => ({
      physical,
      virtual,
      port: functionPort(index, virtual),
    }))
  );
}

/**
 * Returns the predictable name that udev would give the device: what is left of a link's identity
 * after it has been renamed and moved.
 */
export function predictableName(pciAddress: string): string {
  const [domain = "0", bus = "0", slot = "0", number = "0"] = pciAddress.split(/[:.]/);
  const hex = (digits: string) => parseInt(digits, 16);
  const prefix = hex(domain) === 0 ? "en" : `enP${hex(domain)}`;
  return `${prefix}p${hex(bus)}s${hex(slot)}f${hex(number)}`;
}

/** Returns the devices of a node that the kernel drives. */
export function devicesOf(
  node: NodeModel,
): { name: string; pciAddress: string; driver?: string }[] {
  return [
    ...node.physicalFunctions.flatMap((physical) => [
      physical,
      ...physical.virtualFunctions.filter((virtual) => !isUserspace(virtual)),
    ]),
    ...node.nics,
  ];
}

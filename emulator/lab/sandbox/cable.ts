/** Cables that are pulled and plugged in, and what follows them. */

import {
  deleteQdisc,
  findNetem,
  getLink,
  type Netem,
  NetlinkError,
  type Rtnetlink,
  setLink,
  setNetem,
} from "../../../netlink/mod.ts";
import type { NodeModel } from "../../input/model.ts";
import { isUserspace } from "../../input/devices/mod.ts";
import { noteOutage, readOutages } from "./outages.ts";
import { hasCarrier, readVfState } from "./vf_state.ts";
import { cableEnds, placedFunctions, wiringNamed } from "./wiring.ts";

/**
 * Pulls the cable of a physical function or of a NIC, or plugs it in. Throws Error when the node has
 * no such device.
 */
export function setCable(rt: Rtnetlink, node: NodeModel, name: string, connected: boolean): void {
  cableEnds(node, name); // Throws where there is none.
  noteOutage("cables", name, !connected);
  updateCable(rt, node, name);
}

/** Has a cable carry, or not, as it and its switch are in service or not. */
export function updateCable(rt: Rtnetlink, node: NodeModel, name: string): void {
  const { near } = cableEnds(node, name);
  const { cables, switches } = readOutages();
  const device = [...node.physicalFunctions, ...node.nics].find((known) => known.name === name);
  const connected = !cables.includes(name) && !switches.includes(device?.switch ?? "");
  setUp(rt, near, connected);
  if (!isPhysicalFunction(node, name)) return;
  setUp(rt, wiringNamed(node, name).port, connected);
  updateCarriers(rt, node, name);
}

/** Has the cable of a physical function or a NIC lose or delay frames, in both directions. */
export function impairCable(rt: Rtnetlink, node: NodeModel, name: string, netem: Netem): void {
  const { near, far } = cableEnds(node, name);
  const impairs = Object.values(netem).some((value) => value > 0);
  for (const end of far === undefined ? [near] : [near, far]) {
    const { index } = getLink(rt, end);
    if (impairs) setNetem(rt, index, netem);
    else removeQdisc(rt, index);
  }
}

/** Returns what the cable of a physical function or a NIC does to frames; undefined for nothing. */
export function impairmentOf(rt: Rtnetlink, node: NodeModel, name: string): Netem | undefined {
  return findNetem(rt, getLink(rt, cableEnds(node, name).near).index);
}

/** Returns whether a physical function has a carrier: its cable is plugged in, and it is up. */
export function isConnected(rt: Rtnetlink, node: NodeModel, name: string): boolean {
  const { cable, port } = wiringNamed(node, name);
  return getLink(rt, cable).running && getLink(rt, port).running;
}

/**
 * Has the carriers of a physical function's virtual functions follow its own, where they are to.
 * Must be called after every change of it.
 */
export function updateCarriers(rt: Rtnetlink, node: NodeModel, name: string): void {
  const connected = isConnected(rt, node, name);
  const { virtualFunctions } = readOutages();
  for (const { physical, virtual, port } of placedFunctions(node)) {
    if (physical.name !== name || isUserspace(virtual)) continue;
    const carrier = hasCarrier(readVfState(virtual.pciAddress).linkState, connected);
    setUp(rt, port, carrier && !virtualFunctions.includes(virtual.name));
  }
}

/** Sets a link up or down, unless it is so already. */
export function setUp(rt: Rtnetlink, name: string, up: boolean): void {
  const link = getLink(rt, name);
  if (link.up !== up) setLink(rt, link.index, { up });
}

function isPhysicalFunction({ physicalFunctions }: NodeModel, name: string): boolean {
  return physicalFunctions.some((physical) => physical.name === name);
}

function removeQdisc(rt: Rtnetlink, index: number): void {
  try {
    deleteQdisc(rt, index);
  } catch (error) {
    // It had none of its own.
    if (!(error instanceof NetlinkError && error.code === "ENOENT")) throw error;
  }
}

/** Cables and physical functions that come and go, and what follows them. */

import { getLink, type Rtnetlink, setLink } from "../../netlink/mod.ts";
import type { NodeModel } from "../model.ts";
import { hasCarrier, readVfState } from "./vf_state.ts";
import { isUserspace, placedFunctions, wiringNamed } from "./wiring.ts";

/** Pulls the cable of a physical function, or plugs it in, in the fabric that `rt` speaks to. */
export function setCable(rt: Rtnetlink, node: NodeModel, name: string, connected: boolean): void {
  const { cable, port } = wiringNamed(node, name);
  setUp(rt, cable, connected);
  setUp(rt, port, connected);
  updateCarriers(rt, node, name);
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
  for (const { physical, virtual, port } of placedFunctions(node)) {
    if (physical.name !== name || isUserspace(virtual)) continue;
    setUp(rt, port, hasCarrier(readVfState(virtual.pciAddress).linkState, connected));
  }
}

/** Sets a link up or down, unless it is so already. */
export function setUp(rt: Rtnetlink, name: string, up: boolean): void {
  const link = getLink(rt, name);
  if (link.up !== up) setLink(rt, link.index, { up });
}

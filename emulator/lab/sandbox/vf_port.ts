/** The fabric's end of a virtual function: where what its physical function was told takes effect. */

import {
  addFdbEntry,
  deleteFdbEntry,
  getLink,
  NetlinkError,
  type Rtnetlink,
  setBridgePort,
  setLink,
} from "../../../netlink/mod.ts";
import type { NodeModel } from "../../input/model.ts";
import { forwardLacp } from "./aggregate.ts";
import { isConnected } from "./cable.ts";
import { readOutages } from "./outages.ts";
import { hasCarrier, hasOneAddress, type VfState } from "./vf_state.ts";
import { vlanBridge } from "./vlan.ts";
import { type PlacedFunction, wiringNamed } from "./wiring.ts";

/**
 * Makes the port of a virtual function behave as its physical function was told. A port that may use
 * one address only drops frames from others, and gets only what is for that address or for all. A
 * VLAN is put on and taken off here, out of the pod's sight; `linkState` decides on the carrier.
 */
export function enforceVfState(
  rt: Rtnetlink,
  node: NodeModel,
  { physical, virtual, port }: PlacedFunction,
  state: VfState,
  former?: VfState,
): void {
  const { index, master } = getLink(rt, port);
  const address = (state: VfState) => state.adminMac || virtual.mac;
  if (former && hasOneAddress(former)) forgetStation(rt, index, address(former));
  const bridge = vlanBridge(rt, wiringNamed(node, physical.name).bridge, state);
  if (master !== bridge) {
    setLink(rt, index, { master: bridge });
    forwardLacp(rt, port);
  }
  const one = hasOneAddress(state);
  setBridgePort(rt, index, { locked: one, learning: !one, unicastFlood: !one });
  if (one) addFdbEntry(rt, index, address(state));
  const connected = isConnected(rt, node, physical.name);
  const out = readOutages().virtualFunctions.includes(virtual.name);
  setLink(rt, index, { up: !out && hasCarrier(state.linkState, connected) });
}

function forgetStation(rt: Rtnetlink, index: number, address: string): void {
  try {
    deleteFdbEntry(rt, index, address);
  } catch (error) {
    // The bridge may have learnt meanwhile that the station is elsewhere.
    if (!(error instanceof NetlinkError && error.code === "ENOENT")) throw error;
  }
}

/**
 * Everything outside of the node: embedded switches, cables, and the switches that they lead to.
 * Frames really flow here, and what is cut here is cut for them.
 */

import {
  createLink,
  getLink,
  type LinkSpec,
  type Netns,
  type Rtnetlink,
  setLink,
  type VethPeer,
} from "../../../netlink/mod.ts";
import type { NodeModel } from "../../input/model.ts";
import { isUserspace } from "../../input/devices/mod.ts";
import { buildAggregate, forwardLacp } from "./aggregate.ts";
import { INITIAL_VF_STATE } from "./vf_state.ts";
import { enforceVfState } from "./vf_port.ts";
import {
  FABRIC_MTU,
  functionPort,
  nicPort,
  placedFunctions,
  switchBridge,
  switchBridgeNamed,
  uplinkPorts,
  wiringOf,
} from "./wiring.ts";

/** Builds the fabric in the namespace that `rt` speaks to, with the node's devices in `nodeNetns`. */
export function buildFabric(rt: Rtnetlink, node: NodeModel, nodeNetns: Netns): void {
  const bridge = (name: string) => {
    createLink(rt, { name, kind: "bridge", up: true, mtu: FABRIC_MTU });
    return getLink(rt, name).index;
  };
  const wire = (name: string, master: number, peer: VethPeer) => {
    const end = { kind: "veth", up: true, mtu: FABRIC_MTU } satisfies Omit<LinkSpec, "name">;
    createLink(rt, { name, ...end, master, veth: { peer } });
  };
  node.switches.forEach((_, number) => bridge(switchBridge(number)));
  const switchIndex = (name: string) => getLink(rt, switchBridgeNamed(node, name)).index;

  node.physicalFunctions.forEach((physical, number) => {
    const wiring = wiringOf(number);
    const embedded = bridge(wiring.bridge);
    wire(wiring.cable, embedded, { name: wiring.plug, mtu: FABRIC_MTU });
    const plug = getLink(rt, wiring.plug).index;
    setLink(rt, plug, { master: switchIndex(physical.switch), up: true });
    wire(wiring.port, embedded, deviceOf(physical, nodeNetns));
    forwardLacp(rt, wiring.cable);
    forwardLacp(rt, wiring.port);
    for (const virtual of physical.virtualFunctions) {
      if (isUserspace(virtual)) continue;
      wire(functionPort(number, virtual), embedded, deviceOf(virtual, nodeNetns));
      forwardLacp(rt, functionPort(number, virtual));
    }
  });
  node.nics.forEach((nic, number) =>
    wire(nicPort(number), switchIndex(nic.switch), deviceOf(nic, nodeNetns))
  );
  node.switches.forEach((fabricSwitch, number) => {
    if (fabricSwitch.uplink !== undefined) {
      const { port, peer } = uplinkPorts(number);
      wire(port, switchIndex(fabricSwitch.name), { name: peer, mtu: FABRIC_MTU });
      const { index } = getLink(rt, peer);
      setLink(rt, index, { master: switchIndex(fabricSwitch.uplink), up: true });
    }
    for (const aggregate of fabricSwitch.aggregates ?? []) {
      buildAggregate(rt, node, aggregate, switchIndex(fabricSwitch.name));
    }
  });
  for (const placed of placedFunctions(node)) {
    if (!isUserspace(placed.virtual)) enforceVfState(rt, node, placed, INITIAL_VF_STATE);
  }
}

function deviceOf(
  { name, mac, mtu }: { name: string; mac: string; mtu: number },
  netns: Netns,
): VethPeer {
  return { name, address: mac, mtu, netns };
}

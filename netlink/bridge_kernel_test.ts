import assert from "node:assert/strict";
import type { BridgeData } from "./bridge_data.ts";
import { type BridgePort, setBridgePort } from "./bridge_port.ts";
import { addBridgeVlan, deleteBridgeVlan, listBridgeVlans } from "./bridge_vlan.ts";
import { TestNetns } from "./kernel_testing.ts";
import { createLink, getLink, setLink } from "./link.ts";

type Witness = { linkinfo: { info_data: Record<string, unknown> } };
type PortWitness = { linkinfo: { info_slave_data: Record<string, unknown> } };

Deno.test("a bridge gets the options that it was asked for", () => {
  using test = new TestNetns();
  const bridge: BridgeData = {
    forwardDelay: 400,
    ageingTime: 1000,
    stpState: 1,
    vlanFiltering: true,
    vlanProtocol: 0x88a8,
    vlanDefaultPvid: 7,
    groupForwardMask: 0x4000,
    multicastSnooping: false,
  };
  createLink(test.rt, { name: "br0", kind: "bridge", bridge });
  assert.deepEqual(getLink(test.rt, "br0").bridge, bridge);
  const [seen] = test.ip("link", "show", "dev", "br0") as unknown as Witness[];
  const witness = {
    forward_delay: 400,
    ageing_time: 1000,
    stp_state: 1,
    vlan_filtering: 1,
    vlan_protocol: "802.1ad",
    vlan_default_pvid: 7,
    group_fwd_mask: "0x4000",
    mcast_snooping: 0,
  };
  for (const [key, value] of Object.entries(witness)) {
    assert.equal(seen?.linkinfo.info_data[key], value, key);
  }
});

function bridgeWithPort(test: TestNetns): { bridge: number; port: number } {
  createLink(test.rt, {
    name: "br0",
    kind: "bridge",
    up: true,
    bridge: { vlanFiltering: true, vlanDefaultPvid: 0 },
  });
  const bridge = getLink(test.rt, "br0").index;
  createLink(test.rt, { name: "p0", kind: "dummy", up: true });
  const port = getLink(test.rt, "p0").index;
  setLink(test.rt, port, { master: bridge });
  return { bridge, port };
}

Deno.test("setBridgePort changes all that getLink tells of a port", () => {
  using test = new TestNetns();
  const { port } = bridgeWithPort(test);
  const change: BridgePort = {
    cost: 77,
    hairpin: true,
    guard: true,
    learning: false,
    unicastFlood: false,
    multicastFlood: false,
    broadcastFlood: false,
    groupForwardMask: 4,
    isolated: true,
    locked: true,
  };
  assert.equal(getLink(test.rt, port).bridgePort?.learning, true);
  setBridgePort(test.rt, port, change);
  assert.deepEqual(getLink(test.rt, port).bridgePort, { ...change, state: 3 });
  const [seen] = test.ip("link", "show", "dev", "p0") as unknown as PortWitness[];
  const data = seen?.linkinfo.info_slave_data;
  assert.deepEqual(
    [data?.state, data?.cost, data?.hairpin, data?.learning, data?.group_fwd_mask],
    ["forwarding", 77, true, false, "0x4"],
  );
});

Deno.test("VLANs of the bridge itself are apart from its port's", () => {
  using test = new TestNetns();
  const { bridge, port } = bridgeWithPort(test);
  addBridgeVlan(test.rt, bridge, { id: 5 }, { self: true });
  addBridgeVlan(test.rt, port, { id: 6, untagged: true });
  assert.deepEqual(listBridgeVlans(test.rt).get(bridge), [
    { id: 5, pvid: false, untagged: false },
  ]);
  assert.deepEqual(listBridgeVlans(test.rt).get(port), [{ id: 6, pvid: false, untagged: true }]);
  deleteBridgeVlan(test.rt, bridge, 5, { self: true });
  assert.deepEqual(listBridgeVlans(test.rt).get(bridge) ?? [], []);
});

/** DEL of the sriov stand-in, and what it works from. */

import assert from "node:assert/strict";
import { findLink, getLink, Netns, Rtnetlink, setLink } from "../../../../netlink/mod.ts";
import { findLeaks, readVfState } from "../../sandbox/mod.ts";
import { DEVICE, fails, linkIn, OTHER, POD, succeeds, world } from "./testing.ts";

Deno.test("DEL gives the link back under its name, with its address and MTU", async () => {
  using sandbox = world();
  const before = sandbox.snapshot();
  await succeeds("ADD", {
    deviceID: DEVICE,
    mac: "02:00:00:00:aa:01",
    vlan: 100,
    trust: "on",
    spoofchk: "off",
    link_state: "enable",
    max_tx_rate: 100,
  });
  using netns = Netns.open(POD);
  using rt = Rtnetlink.open({ netns });
  setLink(rt, getLink(rt, "net1").index, { mtu: 1400, address: "02:00:00:00:aa:77" });
  await succeeds("DEL");
  assert.deepEqual(findLeaks(before, sandbox.snapshot()), []);
});

Deno.test("DEL once more, and DEL without ADD, succeed", async () => {
  using _sandbox = world();
  await succeeds("DEL");
  await succeeds("ADD");
  await succeeds("DEL");
  await succeeds("DEL");
});

Deno.test("DEL fails when somebody else has taken the link away, and forgets it all the same", async () => {
  using sandbox = world();
  await succeeds("ADD");
  using netns = Netns.open(POD);
  using rt = Rtnetlink.open({ netns });
  const { index } = getLink(rt, "net1");
  setLink(rt, index, { up: false });
  setLink(rt, index, { name: "stolen" });
  const due = /^failed to get netlink device with name net1: "Link not found"$/;
  await fails("DEL", { deviceID: DEVICE }, due);
  await succeeds("DEL");
  assert.ok(findLink(rt, "stolen"));
  const where = { netns: OTHER, containerId: "c2" };
  await fails("ADD", { deviceID: DEVICE }, /is already allocated$/, where);
  sandbox.deletePod(POD);
});

Deno.test("DEL that comes late leaves the next pod's function what that has asked for", async () => {
  using sandbox = world();
  await succeeds("ADD", { deviceID: DEVICE, link_state: "enable" });
  sandbox.deletePod(POD);
  await succeeds("ADD", { deviceID: DEVICE, trust: "on" }, { netns: OTHER, containerId: "c2" });
  await succeeds("DEL");
  const { trust, linkState } = readVfState(DEVICE);
  assert.deepEqual([trust, linkState], [true, "auto"]);
});

Deno.test("the state file has the configuration, and how the function was before", async () => {
  using _sandbox = world();
  const mac = "02:00:00:00:aa:01";
  await succeeds("ADD", { deviceID: DEVICE, vlan: 100, mac: mac.toUpperCase() });
  const state = JSON.parse(Deno.readTextFileSync("/var/lib/cni/sriov/c1-net1"));
  assert.deepEqual(state, {
    cniVersion: "1.0.0",
    name: "sriov-network",
    type: "sriov",
    deviceID: DEVICE,
    vlan: 100,
    mac,
    OrigVfState: {
      HostIFName: "ens1f0v0",
      SpoofChk: true,
      Trust: false,
      AdminMAC: "00:00:00:00:00:00",
      EffectiveMAC: "02:00:00:00:00:00",
      Vlan: 0,
      VlanQoS: 0,
      VlanProto: 0x8100,
      MinTxRate: 0,
      MaxTxRate: 0,
      LinkState: 0,
      MTU: 1500,
    },
  });
});

Deno.test("a value of the wrong type fails ADD and DEL alike", async () => {
  using _sandbox = world();
  const due = /^SetLogging\(\): failed to load netconf: vlan is "100", not an integer$/;
  await fails("ADD", { deviceID: DEVICE, vlan: "100" }, due);
  await fails("DEL", { deviceID: DEVICE, vlan: "100" }, due);
});

Deno.test("a device that something else has moved away is refused", async () => {
  using sandbox = world();
  using netns = Netns.open(OTHER);
  setLink(sandbox.rt, getLink(sandbox.rt, "ens1f0v0").index, { netns });
  const due =
    /^SRIOV-CNI failed to load netconf: LoadConf\(\): the VF 0000:3b:02\.0 has neither an interface on the node/;
  await fails("ADD", { deviceID: DEVICE }, due);
});

Deno.test("DEL without a namespace succeeds, and leaves the function as it is", async () => {
  using _sandbox = world();
  await succeeds("ADD", { deviceID: DEVICE, trust: "on" });
  await succeeds("DEL", { deviceID: DEVICE }, { netns: "" });
  assert.equal(readVfState(DEVICE).trust, true);
  assert.ok(linkIn(POD, "net1"));
});

Deno.test("DEL after the pod's namespace is gone resets the function", async () => {
  using sandbox = world();
  await succeeds("ADD", { deviceID: DEVICE, trust: "on" });
  sandbox.deletePod(POD);
  await succeeds("DEL");
  assert.equal(readVfState(DEVICE).trust, false);
  assert.equal(getLink(sandbox.rt, "net1").address, "02:00:00:00:00:00");
});

/** ADD of the sriov stand-in on a real kernel. */

import assert from "node:assert/strict";
import { FakePlugin, replyObject } from "../../../../cni/testing.ts";
import {
  findLink,
  getLink,
  listAddresses,
  Netns,
  readKernelFile,
  Rtnetlink,
} from "../../../../netlink/mod.ts";
import { findLeaks, readVfState } from "../../sandbox/mod.ts";
import { smallNode } from "../../sandbox/testing.ts";
import { DEVICE, fails, linkIn, OTHER, POD, succeeds, world } from "./testing.ts";

Deno.test("ADD leaves the link up in the pod, under the name that was asked for", async () => {
  using sandbox = world();
  await succeeds("ADD");
  assert.equal(linkIn(POD, "net1")?.up, true);
  assert.equal(findLink(sandbox.rt, "ens1f0v0"), undefined);
});

Deno.test("ADD has the link announce its addresses, and goes without what the kernel lacks", async () => {
  using _sandbox = world();
  await succeeds("ADD");
  using netns = Netns.open(POD);
  for (const setting of ["ipv4/conf/net1/arp_notify", "ipv6/conf/net1/ndisc_notify"]) {
    assert.equal(netns.run(() => readKernelFile(`/proc/sys/net/${setting}`)).trimEnd(), "1");
  }
});

Deno.test("the result names the link, its address, its MTU and the pod's namespace", async () => {
  using _sandbox = world();
  const result = replyObject(await succeeds("ADD", { deviceID: DEVICE, cniVersion: "1.1.0" }));
  assert.deepEqual(result["interfaces"], [
    { name: "net1", mac: "02:00:00:00:00:00", mtu: 1500, sandbox: POD },
  ]);
  assert.equal(result["ips"], undefined);
});

Deno.test("a device of a pod that lives is refused, one of a pod that is gone is not", async () => {
  using sandbox = world();
  await succeeds("ADD");
  const where = { netns: OTHER, containerId: "c2" };
  await fails(
    "ADD",
    { deviceID: DEVICE },
    /^SRIOV-CNI failed to load netconf: pci address 0000:3b:02\.0 is already allocated$/,
    where,
  );
  sandbox.deletePod(POD);
  await succeeds("ADD", { deviceID: DEVICE }, where);
});

Deno.test("without a device ADD fails, and says that it is the configuration", async () => {
  using _sandbox = world();
  const due = /^SRIOV-CNI failed to load netconf: LoadConf\(\): VF pci addr is required$/;
  await fails("ADD", {}, due);
});

Deno.test("a function for user space has the address asked for and its parent's MTU in the result", async () => {
  const node = smallNode();
  const physicalFunctions = node.physicalFunctions.map((pf) => ({
    ...pf,
    virtualFunctions: pf.virtualFunctions.map((vf) => ({ ...vf, driver: "vfio-pci" })),
  }));
  using _sandbox = world({ ...node, physicalFunctions });
  const keys = { deviceID: DEVICE, mac: "02:00:00:00:aa:01" };
  assert.deepEqual(replyObject(await succeeds("ADD", keys))["interfaces"], [
    { name: "net1", mac: "02:00:00:00:aa:01", mtu: 1500, sandbox: POD },
  ]);
  await succeeds("DEL");
  assert.deepEqual(replyObject(await succeeds("ADD"))["interfaces"], [
    { name: "net1", mtu: 1500, sandbox: POD },
  ]);
});

Deno.test("what plugins before it returned is not in the result", async () => {
  using _sandbox = world();
  const prevResult = { cniVersion: "1.0.0", interfaces: [{ name: "other" }] };
  const keys = { deviceID: DEVICE, prevResult, dns: { nameservers: ["10.0.0.53"] } };
  const result = replyObject(await succeeds("ADD", keys));
  assert.deepEqual((result["interfaces"] as { name: string }[]).map(({ name }) => name), ["net1"]);
  assert.equal(result["dns"], undefined);
});

Deno.test("a device that the node does not have, or that is no virtual function, is refused", async () => {
  using _sandbox = world();
  await fails("ADD", { deviceID: "0000:ff:00.0" }, /the node has no such device/);
  await fails("ADD", { deviceID: "0000:3b:00.0" }, /it is the physical function ens1f0 itself/);
});

Deno.test("the MAC address asked for is the link's, and the result's", async () => {
  using _sandbox = world();
  const mac = "02:00:00:00:aa:01";
  const keys = { deviceID: DEVICE, mac: "02:00:00:00:aa:02" };
  const result = replyObject(await succeeds("ADD", keys, { args: `IgnoreUnknown=1;MAC=${mac}` }));
  assert.match(JSON.stringify(result), new RegExp(mac));
  assert.equal(linkIn(POD, "net1")?.address, mac);
  assert.equal(readVfState(DEVICE).adminMac, mac);
});

Deno.test("addresses of an IPAM plugin are put on the link", async () => {
  using _sandbox = world();
  using ipam = new FakePlugin("fake-ipam");
  ipam.reply("ADD", { stdout: { cniVersion: "1.0.0", ips: [{ address: "10.9.9.9/24" }] } });
  const keys = { deviceID: DEVICE, ipam: { type: "fake-ipam" } };
  const result = replyObject(await succeeds("ADD", keys, { path: ipam.directory }));
  assert.deepEqual(result["ips"], [{ interface: 0, address: "10.9.9.9/24" }]);
  using netns = Netns.open(POD);
  using rt = Rtnetlink.open({ netns });
  const { index } = getLink(rt, "net1");
  assert.equal(listAddresses(rt, { index, family: 4 })[0]?.address, "10.9.9.9");
});

Deno.test("a failure after the move gives the link back as it was", async () => {
  using sandbox = world();
  using ipam = new FakePlugin("fake-ipam");
  const failure = { cniVersion: "1.0.0", code: 11, msg: "no addresses left" };
  ipam.reply("ADD", { stdout: failure, exitCode: 1 });
  const before = sandbox.snapshot();
  const keys = { deviceID: DEVICE, mac: "02:00:00:00:aa:01", ipam: { type: "fake-ipam" } };
  const due =
    /^failed to set up IPAM plugin type "fake-ipam" from the device "ens1f0": no addresses left$/;
  await fails("ADD", keys, due, { path: ipam.directory });
  assert.deepEqual(findLeaks(before, sandbox.snapshot()), []);
});

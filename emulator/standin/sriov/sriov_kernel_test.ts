import assert from "node:assert/strict";
import {
  attachmentVariables,
  callPluginHere,
  FakePlugin,
  type PluginReply,
  replyObject,
} from "../../../cni/testing.ts";
import {
  findLink,
  getLink,
  type Link,
  listAddresses,
  Netns,
  PacketSocket,
  readKernelFile,
  Rtnetlink,
  setLink,
} from "../../../netlink/mod.ts";
import { untilOperational } from "../../../netlink/testing.ts";
import { findLeaks, podNetnsPath, readVfState, Sandbox } from "../../sandbox/mod.ts";
import { frameOf, portsForward, smallNode } from "../../sandbox/testing.ts";
import { sriovPlugin } from "./plugin.ts";

const POD = podNetnsPath({ namespace: "default", name: "p" });
const OTHER = podNetnsPath({ namespace: "default", name: "other" });
/** ens1f0v0, and ens1f1v0. */
const [DEVICE, FAR_DEVICE] = ["0000:3b:02.0", "0000:3b:06.0"] as const;
const PROTOCOL = 0x88b5;

interface Call {
  netns?: string;
  ifname?: string;
  containerId?: string;
  args?: string;
  path?: string;
}

function call(command: string, keys: Record<string, unknown>, where: Call = {}) {
  const { netns = POD, ifname = "net1", containerId = "c1", args = "", path = "/nowhere" } = where;
  const variables = attachmentVariables(command, {
    CNI_NETNS: netns,
    CNI_IFNAME: ifname,
    CNI_CONTAINERID: containerId,
    CNI_ARGS: args,
    CNI_PATH: path,
  });
  const stdin = { cniVersion: "1.0.0", name: "sriov-network", type: "sriov", ...keys };
  return callPluginHere(sriovPlugin, { variables, stdin });
}

async function succeeds(
  command: string,
  keys: Record<string, unknown> = { deviceID: DEVICE },
  where: Call = {},
): Promise<PluginReply> {
  const reply = await call(command, keys, where);
  assert.equal(reply.exitCode, 0, reply.stdout);
  return reply;
}

async function fails(
  command: string,
  keys: Record<string, unknown>,
  message: RegExp,
  where: Call = {},
): Promise<void> {
  const reply = await call(command, keys, where);
  assert.equal(reply.exitCode, 1, reply.stdout);
  assert.match(String(replyObject(reply)["msg"]), message);
}

/** A node with two pods, and /var/lib/cni/sriov empty before and after. */
function world(node = smallNode()): Sandbox & Disposable {
  const sandbox = Sandbox.create(node);
  sandbox.createPod(POD);
  sandbox.createPod(OTHER);
  const dispose = sandbox[Symbol.dispose].bind(sandbox);
  sandbox[Symbol.dispose] = () => {
    dispose();
    Deno.mkdirSync("/var/lib/cni/sriov", { recursive: true });
    Deno.removeSync("/var/lib/cni/sriov", { recursive: true });
  };
  return sandbox;
}

function linkIn(path: string, name: string): Link | undefined {
  using netns = Netns.open(path);
  using rt = Rtnetlink.open({ netns });
  return findLink(rt, name);
}

/** Returns whether a broadcast frame from `source` sent on a pod's net1 arrives at the other pod's. */
async function arrives(
  { fabric }: Sandbox,
  source?: string,
  [from, to] = [POD, OTHER],
): Promise<boolean> {
  await portsForward(fabric);
  using senderNetns = Netns.open(from);
  using receiverNetns = Netns.open(to);
  const [sender, receiver] = [linkIn(from, "net1"), linkIn(to, "net1")];
  assert.ok(sender && receiver);
  using rt = Rtnetlink.open({ netns: senderNetns });
  await untilOperational(rt, sender.index);
  using out = PacketSocket.open({ netns: senderNetns, index: sender.index, protocol: PROTOCOL });
  using ear = PacketSocket.open({
    netns: receiverNetns,
    index: receiver.index,
    protocol: PROTOCOL,
  });
  out.send(frameOf(source ?? sender.address, PROTOCOL));
  return ear.receive(200) !== undefined;
}

Deno.test("sriov 3: ADD leaves the link up in the pod, under the name that was asked for", async () => {
  using sandbox = world();
  await succeeds("ADD");
  assert.equal(linkIn(POD, "net1")?.up, true);
  assert.equal(findLink(sandbox.rt, "ens1f0v0"), undefined);
});

Deno.test("sriov 3: ADD has the link announce its addresses, and goes without what the kernel lacks", async () => {
  using _sandbox = world();
  await succeeds("ADD");
  using netns = Netns.open(POD);
  for (const setting of ["ipv4/conf/net1/arp_notify", "ipv6/conf/net1/ndisc_notify"]) {
    assert.equal(netns.run(() => readKernelFile(`/proc/sys/net/${setting}`)).trimEnd(), "1");
  }
});

Deno.test("sriov 4: the result names the link, its address, its MTU and the pod's namespace", async () => {
  using _sandbox = world();
  const result = replyObject(await succeeds("ADD", { deviceID: DEVICE, cniVersion: "1.1.0" }));
  assert.deepEqual(result["interfaces"], [
    { name: "net1", mac: "02:00:00:00:00:00", mtu: 1500, sandbox: POD },
  ]);
  assert.equal(result["ips"], undefined);
});

Deno.test("sriov 2: a device of a pod that lives is refused, one of a pod that is gone is not", async () => {
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

Deno.test("sriov 1: without a device ADD fails, and says that it is the configuration", async () => {
  using _sandbox = world();
  const due = /^SRIOV-CNI failed to load netconf: LoadConf\(\): VF pci addr is required$/;
  await fails("ADD", {}, due);
});

Deno.test("sriov 4: a function for user space has the address asked for and its parent's MTU in the result", async () => {
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

Deno.test("sriov 4: what plugins before it returned is not in the result", async () => {
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

Deno.test("sriov 5: the MAC address asked for is the link's, and the result's", async () => {
  using _sandbox = world();
  const mac = "02:00:00:00:aa:01";
  const keys = { deviceID: DEVICE, mac: "02:00:00:00:aa:02" };
  const result = replyObject(await succeeds("ADD", keys, { args: `IgnoreUnknown=1;MAC=${mac}` }));
  assert.match(JSON.stringify(result), new RegExp(mac));
  assert.equal(linkIn(POD, "net1")?.address, mac);
  assert.equal(readVfState(DEVICE).adminMac, mac);
});

Deno.test("sriov 8: addresses of an IPAM plugin are put on the link", async () => {
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

Deno.test("sriov 9: a failure after the move gives the link back as it was", async () => {
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

Deno.test("sriov 10: DEL gives the link back under its name, with its address and MTU", async () => {
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

Deno.test("sriov 11: DEL once more, and DEL without ADD, succeed", async () => {
  using _sandbox = world();
  await succeeds("DEL");
  await succeeds("ADD");
  await succeeds("DEL");
  await succeeds("DEL");
});

Deno.test("sriov 12: DEL fails when somebody else has taken the link away, and forgets it all the same", async () => {
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

Deno.test("sriov 13: DEL without a namespace succeeds, and leaves the function as it is", async () => {
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

Deno.test("sriov 14: with spoof checking, frames from other addresses are dropped at the port", async () => {
  using sandbox = world();
  const foreign = "02:00:00:00:bb:01";
  await succeeds("ADD", { deviceID: FAR_DEVICE }, { netns: OTHER, containerId: "c2" });
  await succeeds("ADD", { deviceID: DEVICE, spoofchk: "on" });
  assert.deepEqual([await arrives(sandbox), await arrives(sandbox, foreign)], [true, false]);
  await succeeds("DEL");
  await succeeds("ADD", { deviceID: DEVICE, spoofchk: "off" });
  assert.deepEqual([await arrives(sandbox), await arrives(sandbox, foreign)], [true, true]);
});

Deno.test("sriov 14: an administrator's address stays, unless the function is trusted", async () => {
  using sandbox = world();
  const [mac, own] = ["02:00:00:00:aa:01", "02:00:00:00:bb:01"];
  await succeeds("ADD", { deviceID: FAR_DEVICE }, { netns: OTHER, containerId: "c2" });
  await succeeds("ADD", { deviceID: DEVICE, mac, spoofchk: "off" });
  assert.deepEqual([await arrives(sandbox, mac), await arrives(sandbox, own)], [true, false]);
  await succeeds("DEL");
  await succeeds("ADD", { deviceID: DEVICE, mac, spoofchk: "off", trust: "on" });
  assert.deepEqual([await arrives(sandbox, mac), await arrives(sandbox, own)], [true, true]);
});

Deno.test("sriov 15: link_state disable cuts the carrier, auto follows the physical function", async () => {
  using sandbox = world();
  const carrier = () => linkIn(POD, "net1")?.running;
  const withState = async (link_state: string) => {
    await succeeds("ADD", { deviceID: DEVICE, link_state });
    const before = carrier();
    sandbox.hardware.setPhysicalFunction("ens1f0", false);
    const after = carrier();
    sandbox.hardware.setPhysicalFunction("ens1f0", true);
    await succeeds("DEL");
    return [before, after];
  };
  assert.deepEqual(await withState("auto"), [true, false]);
  assert.deepEqual(await withState("enable"), [true, true]);
  assert.deepEqual(await withState("disable"), [false, false]);
});

Deno.test("a VLAN is put on behind the port: one pod in it hears another, not one outside", async () => {
  using sandbox = world();
  const far = { netns: OTHER, containerId: "c2" };
  await succeeds("ADD", { deviceID: DEVICE, vlan: 100 });
  await succeeds("ADD", { deviceID: FAR_DEVICE, vlan: 100 }, far);
  assert.equal(await arrives(sandbox), true);
  await succeeds("DEL", { deviceID: FAR_DEVICE }, far);
  await succeeds("ADD", { deviceID: FAR_DEVICE, vlan: 200 }, far);
  assert.equal(await arrives(sandbox), false);
  await succeeds("DEL", { deviceID: FAR_DEVICE }, far);
  await succeeds("ADD", { deviceID: FAR_DEVICE }, far);
  assert.equal(await arrives(sandbox, undefined, [OTHER, POD]), false);
});

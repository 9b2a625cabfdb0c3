import assert from "node:assert/strict";
import {
  addAddress,
  createLink,
  findLink,
  getLink,
  listLinks,
  Netns,
  PacketSocket,
  Rtnetlink,
  setLink,
} from "../../../netlink/mod.ts";
import { untilOperational } from "../../../netlink/testing.ts";
import {
  findLeaks,
  INITIAL_VF_STATE,
  podNetnsPath,
  Sandbox,
  withHardware,
  writeVfState,
} from "./mod.ts";
import { makeNic } from "../../input/devices/mod.ts";
import { frameOf, portsForward, smallNode } from "./testing.ts";

const POD = podNetnsPath({ namespace: "default", name: "p" });
const PEER = "02:00:00:00:ee:01";
/** An EtherType for local experiments (IEEE 802). */
const PROTOCOL = 0x88b5;

const names = (rt: Rtnetlink) => listLinks(rt).map(({ name }) => name);

function withPod(sandbox: Sandbox, work: (rt: Rtnetlink, netns: Netns) => void): void {
  using netns = Netns.open(POD);
  using rt = Rtnetlink.open({ netns });
  work(rt, netns);
  assert.ok(sandbox);
}

/** Returns whether a broadcast frame from `source` sent on one link of the node arrives at another. */
async function arrives(
  sandbox: Sandbox,
  from: string,
  to: string,
  source?: string,
): Promise<boolean> {
  const sender = getLink(sandbox.rt, from);
  const receiver = getLink(sandbox.rt, to);
  for (const { index } of [sender, receiver]) await untilOperational(sandbox.rt, index);
  const { netns } = sandbox;
  using out = PacketSocket.open({ netns, index: sender.index, protocol: PROTOCOL });
  using into = PacketSocket.open({ netns, index: receiver.index, protocol: PROTOCOL });
  out.send(frameOf(source ?? sender.address, PROTOCOL));
  return into.receive(200) !== undefined;
}

Deno.test("the node has its functions, under their names, with their addresses", () => {
  using sandbox = Sandbox.create(smallNode());
  assert.deepEqual(names(sandbox.rt), [
    "lo",
    ...["ens1f0", "ens1f0v0", "ens1f0v1"],
    ...["ens1f1", "ens1f1v0", "ens1f1v1"],
  ]);
  assert.equal(getLink(sandbox.rt, "ens1f1v0").address, "02:00:00:01:00:00");
  assert.equal(getLink(sandbox.rt, "ens1f0").up, true);
  assert.equal(getLink(sandbox.rt, "ens1f0v0").up, false);
});

Deno.test("processes are started on the node, and not any more when it is gone", () => {
  const where = () => {
    const { stdout } = new Deno.Command("readlink", { args: ["/proc/self/ns/net"] }).outputSync();
    return new TextDecoder().decode(stdout);
  };
  const home = where();
  {
    using sandbox = Sandbox.create(smallNode());
    assert.match(where(), new RegExp(`net:\\[${sandbox.netns.ino}\\]`));
  }
  assert.equal(where(), home);
});

Deno.test("frames flow between virtual functions, and over the switch between physical ones", async () => {
  using sandbox = Sandbox.create(smallNode());
  for (const name of ["ens1f0v0", "ens1f0v1", "ens1f1v0"]) {
    setLink(sandbox.rt, getLink(sandbox.rt, name).index, { up: true });
  }
  await portsForward(sandbox.fabric);
  assert.equal(await arrives(sandbox, "ens1f0v0", "ens1f0v1"), true);
  assert.equal(await arrives(sandbox, "ens1f0v0", "ens1f1v0"), true);
  sandbox.hardware.setCable("ens1f1", false);
  assert.equal(await arrives(sandbox, "ens1f0v0", "ens1f1v0"), false);
  assert.equal(await arrives(sandbox, "ens1f0v0", "ens1f0v1"), true);
});

Deno.test("a pulled cable takes the carrier of the function and of its virtual functions", () => {
  using sandbox = Sandbox.create(smallNode());
  const { rt } = sandbox;
  setLink(rt, getLink(rt, "ens1f0v0").index, { up: true });
  const carriers = () => ["ens1f0", "ens1f0v0"].map((name) => getLink(rt, name).running);
  assert.deepEqual(carriers(), [true, true]);
  sandbox.hardware.setCable("ens1f0", false);
  assert.deepEqual(carriers(), [false, false]);
  sandbox.hardware.setCable("ens1f0", true);
  assert.deepEqual(carriers(), [true, true]);
  assert.throws(() => sandbox.hardware.setCable("eth9", false), /it has ens1f0, ens1f1/);
});

Deno.test("a pod's namespace that goes gives its devices back under the names that they had", () => {
  using sandbox = Sandbox.create(smallNode());
  sandbox.createPod(POD);
  const { rt, netns } = sandbox;
  {
    using pod = Netns.open(POD);
    setLink(rt, getLink(rt, "ens1f0v0").index, { netns: pod, name: "net1" });
    setLink(rt, getLink(rt, "ens1f1v0").index, { netns: pod, name: "ens1f0" });
  }
  withPod(sandbox, (pod) => createLink(pod, { name: "gone", kind: "bridge" }));
  sandbox.deletePod(POD);
  assert.equal(findLink(rt, "gone"), undefined);
  assert.equal(getLink(rt, "net1").address, "02:00:00:00:00:00");
  // Its name is taken: the kernel gives it one by its index.
  assert.match(names(rt).join(" "), /\bdev\d+\b/);
  assert.ok(netns.sameAs(sandbox.netns));
  sandbox.deletePod(POD);
});

Deno.test("a device whose names are all taken comes back under the first number that is free", () => {
  using sandbox = Sandbox.create(smallNode());
  sandbox.createPod(POD);
  const { rt } = sandbox;
  {
    using pod = Netns.open(POD);
    setLink(rt, getLink(rt, "ens1f0v0").index, { netns: pod, name: "net1" });
  }
  withPod(sandbox, (pod) => {
    const taken = ["net1", `dev${getLink(pod, "net1").index}`, "dev0"];
    for (const name of taken) createLink(rt, { name, kind: "bridge" });
  });
  sandbox.deletePod(POD);
  assert.equal(getLink(rt, "dev1").address, "02:00:00:00:00:00");
});

Deno.test("what a pod changes of the node is found", () => {
  using sandbox = Sandbox.create(smallNode());
  const { rt } = sandbox;
  const before = sandbox.snapshot();
  const differences = () => findLeaks(before, sandbox.snapshot()).map(({ message }) => message);
  assert.deepEqual(differences(), []);
  sandbox.createPod(POD);
  createLink(rt, { name: "extra", kind: "bridge" });
  const { index } = getLink(rt, "ens1f0v0");
  setLink(rt, index, { mtu: 1400, alias: "mine" });
  setLink(rt, getLink(rt, "ens1f0v1").index, { name: "net1" });
  writeVfState("0000:3b:02.0", { ...INITIAL_VF_STATE, trust: true });
  assert.deepEqual(differences(), [
    "link ens1f0v0: mtu was 1500 and is 1400",
    "link ens1f0v0: alias was unset and is mine",
    "link ens1f0v1 is gone",
    "virtual function 0000:3b:02.0: trust was false and is true",
    "link net1 was left behind",
    "link extra was left behind",
    "namespace default_p was left behind",
  ]);
});

Deno.test("hosts of the fabric have their addresses, and are reached through their switch", async () => {
  const host = { name: "peer", switch: "switch", addresses: ["10.9.0.1/24"], mac: PEER };
  using sandbox = Sandbox.create({ ...smallNode(), hosts: [host] });
  const { rt } = sandbox;
  const { index } = getLink(rt, "ens1f0v0");
  addAddress(rt, index, "10.9.0.2/24");
  setLink(rt, index, { up: true });
  await portsForward(sandbox.fabric);
  assert.ok(pings("10.9.0.1"));
  sandbox.hardware.setSwitch("switch", false);
  assert.equal(getLink(rt, "ens1f0").running, false);
  sandbox.hardware.setSwitch("switch", true);
  await portsForward(sandbox.fabric);
  assert.ok(pings("10.9.0.1"));
  assert.throws(
    () => sandbox.hardware.setSwitch("other", false),
    /no switch "other"; it has switch/,
  );
});

Deno.test("switches that are connected pass frames on", async () => {
  const node = smallNode();
  using sandbox = Sandbox.create({
    ...node,
    switches: [{ name: "switch" }, { name: "spine" }, { name: "leaf", uplink: "spine" }],
    physicalFunctions: node.physicalFunctions.map((physical, i) => ({
      ...physical,
      switch: ["spine", "leaf"][i] ?? "",
    })),
  });
  await portsForward(sandbox.fabric);
  assert.equal(await arrives(sandbox, "ens1f0", "ens1f1"), true);
});

Deno.test("an impaired cable loses frames until it does not any more", async () => {
  using sandbox = Sandbox.create(smallNode());
  await portsForward(sandbox.fabric);
  sandbox.hardware.impairCable("ens1f0", { lossPercent: 100 });
  assert.equal(await arrives(sandbox, "ens1f0", "ens1f1"), false);
  const impairment = () =>
    sandbox.hardware.states().find(({ name }) => name === "ens1f0")?.impairment;
  assert.deepEqual(impairment(), { lossPercent: 100, duplicatePercent: 0, delayMs: 0 });
  sandbox.hardware.impairCable("ens1f0", { lossPercent: 2.5, delayMs: 7.5 });
  assert.deepEqual(impairment(), { lossPercent: 2.5, duplicatePercent: 0, delayMs: 7.5 });
  sandbox.hardware.impairCable("ens1f0", { lossPercent: 0, delayMs: 0 });
  sandbox.hardware.impairCable("ens1f0", {});
  assert.equal(impairment(), undefined);
  assert.equal(await arrives(sandbox, "ens1f0", "ens1f1"), true);
});

Deno.test("a virtual function and a NIC can be down by themselves", () => {
  const nic = makeNic(0, { name: "eno1", switch: "switch" });
  using sandbox = Sandbox.create({ ...smallNode(), nics: [nic] });
  const { rt } = sandbox;
  const carrier = (name: string) => getLink(rt, name).running;
  setLink(rt, getLink(rt, "ens1f0v0").index, { up: true });
  setLink(rt, getLink(rt, "ens1f0v1").index, { up: true });
  sandbox.hardware.setVirtualFunction("ens1f0v0", false);
  assert.deepEqual([carrier("ens1f0v0"), carrier("ens1f0v1")], [false, true]);
  sandbox.hardware.setVirtualFunction("ens1f0v0", true);
  assert.equal(carrier("ens1f0v0"), true);
  sandbox.hardware.setCable("eno1", false);
  assert.equal(carrier("eno1"), false);
  sandbox.hardware.setCable("eno1", true);
  sandbox.hardware.setNic("eno1", false);
  assert.equal(getLink(rt, "eno1").up, false);
});

Deno.test("a carrier is back when all that it needs is back", () => {
  using sandbox = Sandbox.create(smallNode());
  const { rt, hardware } = sandbox;
  setLink(rt, getLink(rt, "ens1f0v0").index, { up: true });
  const carrier = () => getLink(rt, "ens1f0v0").running;
  hardware.setCable("ens1f0", false);
  hardware.setSwitch("switch", false);
  hardware.setSwitch("switch", true);
  assert.equal(carrier(), false, "the cable is still pulled");
  hardware.setVirtualFunction("ens1f0v0", false);
  hardware.setCable("ens1f0", true);
  assert.equal(carrier(), false, "the function itself is still out of service");
  hardware.setVirtualFunction("ens1f0v0", true);
  assert.equal(carrier(), true);
  hardware.setCable("ens1f0", false);
  sandbox.reboot();
  setLink(sandbox.rt, getLink(sandbox.rt, "ens1f0v0").index, { up: true });
  assert.equal(getLink(sandbox.rt, "ens1f0v0").running, true, "a node that is built anew is whole");
});

Deno.test("after a reboot the node is as it was first, and pods are gone", () => {
  using sandbox = Sandbox.create(smallNode());
  const before = sandbox.snapshot();
  sandbox.createPod(POD);
  setLink(sandbox.rt, getLink(sandbox.rt, "ens1f0v0").index, { name: "net1", mtu: 1400 });
  writeVfState("0000:3b:02.0", { ...INITIAL_VF_STATE, trust: true });
  sandbox.reboot();
  assert.deepEqual(findLeaks(before, sandbox.snapshot()), []);
});

Deno.test("a switch with an aggregation group is a LACP partner", async () => {
  const aggregates = [
    { name: "lag", ports: ["ens1f0", "ens1f1"], lacpRate: "fast" as const },
  ];
  using sandbox = Sandbox.create({ ...smallNode(), switches: [{ name: "switch", aggregates }] });
  const { rt } = sandbox;
  const bond = { mode: 4, miimon: 100, adLacpRate: 1 };
  createLink(rt, { name: "bond0", kind: "bond", bond });
  const { index } = getLink(rt, "bond0");
  for (const name of ["ens1f0v0", "ens1f1v0"]) {
    setLink(rt, getLink(rt, name).index, { master: index });
  }
  setLink(rt, index, { up: true });
  const deadline = performance.now() + 20_000;
  const info = () => getLink(rt, "bond0").bond?.adInfo;
  while (info()?.numPorts !== 2 && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.equal(info()?.numPorts, 2);
  assert.equal(info()?.partnerMac, getLink(sandbox.fabric, "lag").address);
});

function pings(address: string): boolean {
  const args = ["-c", "1", "-W", "2", address];
  return new Deno.Command("ping", { args, stdout: "null" }).outputSync().success;
}

Deno.test("a program beside the lab takes things out of service by their names", () => {
  assert.throws(() => withHardware(() => {}), /no lab is running here/);
  using sandbox = Sandbox.create(smallNode());
  const connected = (name: string) =>
    withHardware((hardware) => hardware.states()).find((thing) => thing.name === name)?.connected;
  for (const name of ["ens1f0", "ens1f0v1", "switch"]) {
    assert.equal(connected(name), true, name);
    withHardware((hardware) => hardware.setAny(name, false));
    assert.equal(connected(name), false, name);
    withHardware((hardware) => hardware.setAny(name, true));
    assert.equal(connected(name), true, name);
  }
  assert.throws(() => withHardware((hardware) => hardware.setAny("eth9", false)), /it has ens1f0/);
  assert.ok(sandbox);
});

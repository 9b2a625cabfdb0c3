/** What bonds are for: frames that arrive although a link fails. */

import assert from "node:assert/strict";
import { gratuitousArp, type JsonObject, writeInterfaceSetting } from "../cni/mod.ts";
import { attachmentVariables, callExecutable, FakePlugin, pluginCommand } from "../cni/testing.ts";
import {
  addAddress,
  createLink,
  ETH_P_ALL,
  getLink,
  PacketSocket,
  setLink,
} from "../netlink/mod.ts";
import { witness, World } from "./testing.ts";

/** Returns when `condition` holds, and after how many ms; fails after `timeoutMs`. */
async function until(what: string, timeoutMs: number, condition: () => boolean): Promise<number> {
  const start = performance.now();
  while (!condition()) {
    if (performance.now() - start > timeoutMs) assert.fail(`not after ${timeoutMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return performance.now() - start;
}

function activeLink(world: World): string {
  const active = getLink(world.container, "bond0").bond?.activeSlave;
  return active ? getLink(world.container, active).name : "none";
}

async function ping(world: World, address: string, count = 3): Promise<void> {
  await witness.run(
    `ip netns exec ${world.id} ping -q -i 0.2 -c ${count} -W 5 ${address} >/dev/null`,
  );
}

/** Gives an address by a plugin that does nothing else. */
function giving(address: string): FakePlugin {
  return new FakePlugin().reply("ADD", {
    stdout: { cniVersion: "1.1.0", ips: [{ address }] },
  });
}

/** A container with links net1 and net2, and the bridge in another namespace that they lead to. */
function switched(world: World, fabric: World): void {
  for (const i of [1, 2]) world.veth(`net${i}`, `port${i}`, { netns: fabric.netns });
  createLink(fabric.container, { name: "br0", kind: "bridge" });
  const { index: master } = getLink(fabric.container, "br0");
  for (const i of [1, 2]) {
    const { index } = getLink(fabric.container, `port${i}`);
    setLink(fabric.container, index, { master });
    setLink(fabric.container, index, { up: true });
  }
  addAddress(fabric.container, master, "192.0.2.1/24");
  setLink(fabric.container, master, { up: true });
}

async function attachSwitched(world: World, fabric: World, extra: JsonObject): Promise<void> {
  switched(world, fabric);
  using ipam = giving("192.0.2.5/24");
  const ask = { ipam: { type: "fake-ipam" }, waitForCarrier: 5000, ...extra };
  await world.succeed("ADD", world.config(["net1", "net2"], ask), { ipam });
}

Deno.test("bond T57: 802.3ad between two containers forms an aggregator of both links, and carries frames", async () => {
  using one = new World();
  using two = new World();
  for (const i of [1, 2]) one.veth(`net${i}`, `net${i}`, { netns: two.netns });
  const lacp = { mode: "802.3ad", lacpRate: "fast", ipam: { type: "fake-ipam" } };
  for (const [world, address] of [[one, "192.0.2.1/24"], [two, "192.0.2.2/24"]] as const) {
    using ipam = giving(address);
    await world.succeed("ADD", world.config(["net1", "net2"], lacp), { ipam });
  }
  const adInfo = (world: World) => getLink(world.container, "bond0").bond?.adInfo;
  await until(
    "two ports in the aggregator",
    10_000,
    () => adInfo(one)?.numPorts === 2 && adInfo(two)?.numPorts === 2,
  );
  const [bond] = (await two.see()).links.filter(({ ifname }) => ifname === "bond0");
  assert.equal(adInfo(one)?.partnerMac, bond?.address);
  const seen = bond?.linkinfo?.info_data?.["ad_info"] as JsonObject | undefined;
  assert.equal(seen?.["num_ports"], 2);
  await ping(one, "192.0.2.2");
});

Deno.test("802.3ad with a partner that iproute2 has made forms an aggregator, and carries frames", async () => {
  using world = new World();
  using partner = new World();
  for (const i of [1, 2]) world.veth(`net${i}`, `port${i}`, { netns: partner.netns });
  const inPartner = `ip -n ${partner.id}`;
  await witness.run(`${inPartner} link add agg type bond mode 802.3ad lacp_rate fast miimon 100`);
  for (const i of [1, 2]) await witness.run(`${inPartner} link set port${i} master agg`);
  await witness.run(`${inPartner} addr add 192.0.2.1/24 dev agg && ${inPartner} link set agg up`);
  using ipam = giving("192.0.2.2/24");
  const lacp = { mode: "802.3ad", lacpRate: "fast", ipam: { type: "fake-ipam" } };
  await world.succeed("ADD", world.config(["net1", "net2"], lacp), { ipam });
  const adInfo = async ({ id }: World, name: string) => {
    const [link] = JSON.parse(await witness.run(`ip -n ${id} -j -d link show ${name}`));
    return { mac: link.address, ...link.linkinfo.info_data.ad_info };
  };
  let theirs = await adInfo(partner, "agg");
  for (const end = performance.now() + 10_000; theirs.num_ports !== 2;) {
    assert(performance.now() < end, `the partner's aggregator: ${JSON.stringify(theirs)}`);
    theirs = await adInfo(partner, "agg");
  }
  const ours = await adInfo(world, "bond0");
  assert.equal(theirs.partner_mac, ours.mac);
  assert.equal(ours.partner_mac, theirs.mac);
  await ping(world, "192.0.2.1");
});

Deno.test("bond T58: when the active link loses carrier the other one takes over, and frames flow on", async () => {
  using world = new World();
  using fabric = new World();
  await attachSwitched(world, fabric, { miimon: 50, primary: "net1", failOverMac: "active" });
  assert.equal(activeLink(world), "net1");
  await ping(world, "192.0.2.1");
  setLink(fabric.container, getLink(fabric.container, "port1").index, { up: false });
  const elapsed = await until("net2 is active", 2000, () => activeLink(world) === "net2");
  assert(elapsed < 1000, `${elapsed} ms`);
  await ping(world, "192.0.2.1");
  setLink(fabric.container, getLink(fabric.container, "port1").index, { up: true });
  await until("the primary link is active again", 2000, () => activeLink(world) === "net1");
  await ping(world, "192.0.2.1");
});

for (
  const [primaryReselect, active] of [["always", "net1"], ["failure", "net2"]] as const
) {
  Deno.test(`primaryReselect ${primaryReselect}: ${active} is active when the primary link is back`, async () => {
    using world = new World();
    using fabric = new World();
    await attachSwitched(world, fabric, { miimon: 50, primary: "net1", primaryReselect });
    const port = getLink(fabric.container, "port1").index;
    setLink(fabric.container, port, { up: false });
    await until("net2 is active", 2000, () => activeLink(world) === "net2");
    setLink(fabric.container, port, { up: true });
    const state = () => getLink(world.container, "net1").bondPort?.miiStatus;
    await until("net1 is up again", 2000, () => state() === "up");
    await ping(world, "192.0.2.1");
    await until(`${active} is active`, 2000, () => activeLink(world) === active);
    await ping(world, "192.0.2.1");
    assert.equal(activeLink(world), active);
  });
}

Deno.test("ARP monitoring notices a dead path that has carrier", async () => {
  using world = new World();
  using fabric = new World();
  await attachSwitched(world, fabric, {
    miimon: null,
    arpInterval: 100,
    arpIpTargets: "192.0.2.1",
    arpValidate: "all",
    primary: "net1",
  });
  await until("net1 is active", 10_000, () => activeLink(world) === "net1");
  await ping(world, "192.0.2.1");
  // Otherwise Linux answers for the bridge's address on every port it has.
  writeInterfaceSetting(fabric.netns, "ipv4", "all", "arp_ignore", "1");
  // The switch port is no longer in the network, but the cable is fine.
  setLink(fabric.container, getLink(fabric.container, "port1").index, { master: 0 });
  await until("net2 is active", 10_000, () => activeLink(world) === "net2");
  assert(getLink(world.container, "net1").running, "net1 has carrier");
  await ping(world, "192.0.2.1");
});

Deno.test("bond T55: of the links that are left, the one with the highest priority becomes active", async () => {
  using world = new World();
  using fabric = new World();
  switched(world, fabric);
  world.veth("net3", "port3", { netns: fabric.netns });
  setLink(fabric.container, getLink(fabric.container, "port3").index, { up: true });
  const links = [{ name: "net1", prio: 30 }, { name: "net2", prio: 10 }, {
    name: "net3",
    prio: 20,
  }];
  await world.succeed("ADD", world.config(links, { miimon: 50, waitForCarrier: 5000 }));
  assert.equal(activeLink(world), "net1");
  setLink(fabric.container, getLink(fabric.container, "port1").index, { up: false });
  await until("net3 is active", 3000, () => activeLink(world) === "net3");
});

Deno.test("bond T16: primary goes before the order of links, and activeLink before nothing set", async () => {
  for (const key of ["primary", "activeLink"]) {
    using world = new World();
    using fabric = new World();
    await attachSwitched(world, fabric, { [key]: "net2" });
    assert.equal(activeLink(world), "net2");
  }
});

Deno.test("ADD announces the bond's addresses, so that the network knows at once where they are", async () => {
  using world = new World();
  using fabric = new World();
  switched(world, fabric);
  const { index } = getLink(fabric.container, "port1");
  // The bridge takes frames of a single protocol away before a socket sees them, but not all frames.
  using wire = PacketSocket.open({ netns: fabric.netns, index, protocol: ETH_P_ALL });
  using ipam = giving("192.0.2.5/24");
  const ask = { ipam: { type: "fake-ipam" }, waitForCarrier: 5000, primary: "net1" };
  await world.succeed("ADD", world.config(["net1", "net2"], ask), { ipam });
  const { address } = getLink(world.container, "bond0");
  const announcement = [...gratuitousArp(address, "192.0.2.5")];
  for (;;) {
    const frame = wire.receive(2000);
    assert(frame, "no announcement came");
    if ([...frame].slice(0, announcement.length).join() === announcement.join()) break;
  }
});

Deno.test("addresses that nobody hears announced, for want of carrier, are told in the log", async () => {
  using world = new World();
  using far = new World();
  for (const i of [1, 2]) world.veth(`net${i}`, `port${i}`, { netns: far.netns });
  using ipam = giving("192.0.2.5/24");
  const config = world.config(["net1", "net2"], { ipam: { type: "fake-ipam" } });
  const { exitCode, stderr } = await world.call("ADD", config, { ipam });
  assert.deepEqual([exitCode, /bond0 has no carrier yet.* waitForCarrier/.test(stderr)], [0, true]);
});

Deno.test("links that are not Ethernet get an address, and nothing about it is announced", async () => {
  using world = new World();
  for (const name of ["net1", "net2"]) {
    await witness.run(`ip netns exec ${world.id} ip tuntap add ${name} mode tun`);
  }
  using ipam = giving("192.0.2.5/24");
  const ask = { failOverMac: "active", ipam: { type: "fake-ipam" } };
  const config = world.config(["net1", "net2"], ask);
  const { exitCode, stdout, stderr } = await world.call("ADD", config, { ipam });
  assert.equal(exitCode, 0, stdout);
  assert.doesNotMatch(stderr, /announced/);
  await world.succeed("DEL", config, { ipam });
});

Deno.test("ADD works where nothing can be announced for want of CAP_NET_RAW, and says so", async () => {
  using world = new World();
  using fabric = new World();
  switched(world, fabric);
  using ipam = giving("192.0.2.5/24");
  const command = ["setpriv", "--bounding-set", "-net_raw", ...pluginCommand()];
  const config = world.config(["net1", "net2"], { ipam: { type: "fake-ipam" } });
  const { exitCode, stdout, stderr } = await callExecutable(command, {
    variables: attachmentVariables("ADD", {
      CNI_CONTAINERID: world.id,
      CNI_NETNS: world.netnsPath,
      CNI_IFNAME: "bond0",
      CNI_PATH: ipam.directory,
    }),
    stdin: config,
  });
  assert.equal(exitCode, 0, stdout);
  assert.match(stderr, /addresses of bond0 are not announced, which needs CAP_NET_RAW/);
  await world.succeed("DEL", config, { ipam });
});

Deno.test("with announce false ADD says nothing of the bond's addresses", async () => {
  using world = new World();
  using fabric = new World();
  switched(world, fabric);
  const { index } = getLink(fabric.container, "port1");
  using wire = PacketSocket.open({ netns: fabric.netns, index, protocol: ETH_P_ALL });
  using ipam = giving("192.0.2.5/24");
  const ask = { ipam: { type: "fake-ipam" }, waitForCarrier: 5000, primary: "net1" };
  const config = world.config(["net1", "net2"], { ...ask, announce: false });
  await world.succeed("ADD", config, { ipam });
  const { address } = getLink(world.container, "bond0");
  const announcement = [...gratuitousArp(address, "192.0.2.5")].join();
  for (let frame = wire.receive(200); frame; frame = wire.receive(200)) {
    assert.notEqual([...frame].slice(0, 42).join(), announcement);
  }
});

Deno.test("every mode carries frames, between two bonds or, where it needs one, through a switch", async () => {
  for (const mode of ["balance-rr", "active-backup", "balance-xor", "broadcast"]) {
    using one = new World();
    using two = new World();
    for (const i of [1, 2]) one.veth(`net${i}`, `net${i}`, { netns: two.netns });
    for (const [world, address] of [[one, "192.0.2.1/24"], [two, "192.0.2.2/24"]] as const) {
      using ipam = giving(address);
      const config = world.config(["net1", "net2"], { mode, ipam: { type: "fake-ipam" } });
      await world.succeed("ADD", config, { ipam });
    }
    await ping(one, "192.0.2.2");
  }
  for (const mode of ["balance-tlb", "balance-alb"]) {
    using world = new World();
    using fabric = new World();
    await attachSwitched(world, fabric, { mode });
    await ping(world, "192.0.2.1");
  }
});

/** What bonds are for: frames that arrive although a link fails. */

import assert from "node:assert/strict";
import { type JsonObject, writeInterfaceSetting } from "../../cni/mod.ts";
import { getLink, setLink } from "../../netlink/mod.ts";
import { witness, World } from "../testing.ts";
import { giving, switched } from "../testing_switched.ts";

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

async function attachSwitched(world: World, fabric: World, extra: JsonObject): Promise<void> {
  switched(world, fabric);
  using ipam = giving("192.0.2.5/24");
  const ask = { ipam: { type: "fake-ipam" }, waitForCarrier: 5000, ...extra };
  await world.succeed("ADD", world.config(["net1", "net2"], ask), { ipam });
}

Deno.test("802.3ad between two containers forms an aggregator of both links, and carries frames", async () => {
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
  const look = async () => [await adInfo(world, "bond0"), await adInfo(partner, "agg")];
  const isFormed = ({ num_ports, partner_mac }: { num_ports: number; partner_mac: string }) =>
    num_ports === 2 && partner_mac !== "00:00:00:00:00:00";
  let both = await look();
  for (const end = performance.now() + 10_000; !both.every(isFormed);) {
    assert(performance.now() < end, `the aggregators: ${JSON.stringify(both)}`);
    both = await look();
  }
  const [ours, theirs] = both;
  assert.equal(theirs.partner_mac, ours.mac);
  assert.equal(ours.partner_mac, theirs.mac);
  await ping(world, "192.0.2.1");
});

Deno.test("when the active link loses carrier the other one takes over, and frames flow on", async () => {
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

Deno.test("of the links that are left, the one with the highest priority becomes active", async () => {
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

Deno.test("primary goes before the order of links, and activeLink before nothing set", async () => {
  for (const key of ["primary", "activeLink"]) {
    using world = new World();
    using fabric = new World();
    await attachSwitched(world, fabric, { [key]: "net2" });
    assert.equal(activeLink(world), "net2");
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

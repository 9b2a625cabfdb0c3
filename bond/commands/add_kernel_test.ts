/** ADD that succeeds: what is in the kernel, and what in the result. */

import assert from "node:assert/strict";
import { createLink, getLink, Rtnetlink } from "../../netlink/mod.ts";
import { essence, interfacesOf, MAC, see, type SeenLink, World } from "../testing.ts";

Deno.test("the bond is up with all links, whether they were up or down before", async () => {
  for (const states of [[true, true], [true, false], [false, false]]) {
    using world = new World();
    states.forEach((up, i) => world.dummy(`net${i + 1}`, { up }));
    await world.succeed("ADD", world.config(["net1", "net2"], { mtu: 1400 }));
    const { links } = await world.see();
    const [bond, ...ports] = [...links.slice(1)].reverse();
    assert.equal(bond?.ifname, "bond0");
    assert(bond.flags.includes("UP"));
    assert.equal(bond.mtu, 1400);
    assert.equal(bond.linkinfo?.info_data?.["mode"], "active-backup");
    for (const port of ports) {
      assert.equal(port.master, "bond0");
      assert(port.flags.includes("UP"));
    }
  }
});

Deno.test("the result names the bond with the kernel's MAC and MTU", async () => {
  using world = new World();
  world.twoLinks();
  const result = await world.succeed("ADD", world.config(["net1", "net2"]));
  const bond = await world.seeLink("bond0");
  assert.deepEqual(interfacesOf(result), [
    { name: "bond0", mac: bond.address, mtu: bond.mtu, sandbox: world.netnsPath },
  ]);
  assert.equal(bond.address, MAC[0]);
});

Deno.test("without IPAM the result has the shape and number of its version", async () => {
  for (const cniVersion of ["0.3.0", "0.3.1", "0.4.0", "1.0.0", "1.1.0"]) {
    using world = new World();
    world.twoLinks();
    const result = await world.succeed("ADD", world.config(["net1", "net2"], { cniVersion }));
    assert.equal(result["cniVersion"], cniVersion);
    assert.equal("ips" in result, false);
    assert.equal("dns" in result, cniVersion.startsWith("0."));
    assert.equal(interfacesOf(result)[0]?.["name"], "bond0");
  }
});

Deno.test("0.1.0 and 0.2.0 without IPAM attach, with a result that has no address to tell of", async () => {
  for (const cniVersion of ["0.1.0", "0.2.0"]) {
    using world = new World();
    world.twoLinks();
    const config = world.config(["net1", "net2"], { cniVersion });
    assert.deepEqual(await world.succeed("ADD", config), { cniVersion, dns: {} });
    assert.equal((await world.seeLink("net2")).master, "bond0");
    await world.succeed("DEL", config);
  }
});

Deno.test("what earlier plugins said stays in front", async () => {
  using world = new World();
  world.twoLinks();
  const prevResult = {
    cniVersion: "1.0.0",
    interfaces: [{ name: "net1", sandbox: world.netnsPath }, { name: "veth9" }],
    ips: [{ address: "192.0.2.1/24", interface: 0 }],
    routes: [{ dst: "198.51.100.0/24", gw: "192.0.2.254" }],
    dns: { nameservers: ["192.0.2.53"] },
  };
  const config = world.config(["net1", "net2"], { cniVersion: "1.0.0", prevResult });
  const result = await world.succeed("ADD", config);
  assert.deepEqual(interfacesOf(result).map(({ name }) => name), ["net1", "veth9", "bond0"]);
  assert.deepEqual(result["ips"], prevResult.ips);
  assert.deepEqual(result["routes"], prevResult.routes);
  assert.deepEqual(result["dns"], prevResult.dns);
});

Deno.test("the configuration's dns is in the result without IPAM too", async () => {
  using world = new World();
  world.twoLinks();
  const dns = { nameservers: ["192.0.2.53"], search: ["example.org"] };
  const result = await world.succeed("ADD", world.config(["net1", "net2"], { dns }));
  assert.deepEqual(result["dns"], dns);
});

Deno.test("includeLinks lists the links after the bond", async () => {
  using world = new World();
  world.twoLinks();
  const result = await world.succeed("ADD", world.config(["net1", "net2"], { includeLinks: true }));
  assert.deepEqual(interfacesOf(result).map(({ name }) => name), ["bond0", "net1", "net2"]);
});

Deno.test("includeLinks does not list a second time what earlier plugins have listed", async () => {
  using world = new World();
  world.twoLinks();
  const prevResult = { interfaces: [{ name: "net1", sandbox: world.netnsPath }] };
  const config = world.config(["net1", "net2"], { includeLinks: true, prevResult });
  const result = await world.succeed("ADD", config);
  assert.deepEqual(interfacesOf(result).map(({ name }) => name), ["net1", "bond0", "net2"]);
});

Deno.test("the device has the queues, their length and the alias asked for", async () => {
  using world = new World();
  world.twoLinks();
  const ask = { txQueueLen: 777, numTxQueues: 4, alias: "storage" };
  await world.succeed("ADD", world.config(["net1", "net2"], ask));
  const bond = await world.seeLink("bond0") as SeenLink & {
    txqlen: number;
    num_tx_queues: number;
  };
  assert.deepEqual([bond.txqlen, bond.num_tx_queues, bond.ifalias], [777, 4, "storage"]);
});

Deno.test("a bond without carrier fails ADD after the time it was given, or is told in the log", async () => {
  using world = new World();
  world.veth("net1", "far1");
  world.veth("net2", "far2");
  const before = essence((await world.see()).links);
  const started = performance.now();
  const error = await world.fail("ADD", world.config(["net1", "net2"], { waitForCarrier: 200 }));
  assert.equal(error.code, 106);
  assert(performance.now() - started >= 200);
  await world.assertUntouched(before);
  const warned = await world.call(
    "ADD",
    world.config(["net1", "net2"], { waitForCarrier: 50, waitPolicy: "warn" }),
  );
  assert.equal(warned.exitCode, 0);
  assert.match(warned.stderr, /no carrier after 50 ms/);
  await world.succeed("DEL", world.config(["net1", "net2"]));
});

Deno.test("waitForCarrier ends as soon as a link has carrier", async () => {
  using world = new World();
  world.veth("net1", "far1");
  world.veth("net2", "far2");
  setTimeout(() => world.up("far2"), 300);
  const started = performance.now();
  await world.succeed("ADD", world.config(["net1", "net2"], { waitForCarrier: 20_000 }));
  assert(performance.now() - started < 10_000);
});

Deno.test("ten attachments at once do not disturb one another", async () => {
  const worlds = Array.from({ length: 10 }, () => new World());
  try {
    for (const world of worlds) world.twoLinks();
    const config = (world: World) => world.config(["net1", "net2"]);
    await Promise.all(worlds.map((world) => world.succeed("ADD", config(world))));
    for (const world of worlds) assert.equal((await world.seeLink("bond0")).address, MAC[0]);
    await Promise.all(worlds.map((world) => world.succeed("DEL", config(world))));
    for (const world of worlds) assert.equal((await world.see()).links.length, 3);
  } finally {
    for (const world of worlds) world[Symbol.dispose]();
  }
});

Deno.test("a VLAN on the bond has an MTU up to the bond's", async () => {
  using world = new World();
  world.twoLinks();
  await world.succeed("ADD", world.config(["net1", "net2"], { mtu: 1400 }));
  const parent = getLink(world.container, "bond0").index;
  createLink(world.container, { name: "vlan5", kind: "vlan", parent, vlan: { id: 5 } });
  assert.equal((await world.seeLink("vlan5")).mtu, 1400);
});

Deno.test("ADD makes no list of links, and as many requests as there are links in need of them", async () => {
  using world = new World();
  world.twoLinks();
  const { count, lists } = await countRequests(() =>
    world.succeed("ADD", world.config(["net1", "net2"]))
  );
  assert.deepEqual(lists, []);
  assert(count <= 20, `${count} requests`);
});

Deno.test("the host's links are not looked at when the links are in the container", async () => {
  const before = await see();
  using world = new World();
  world.twoLinks();
  await world.succeed("ADD", world.config(["net1", "net2"]));
  assert.deepEqual(essence((await see()).links), essence(before.links));
});
async function countRequests(
  work: () => Promise<unknown>,
): Promise<{ count: number; lists: string[] }> {
  const operations: string[] = [];
  Rtnetlink.observer = ({ operation }) => void operations.push(operation);
  try {
    await work();
  } finally {
    Rtnetlink.observer = undefined;
  }
  return {
    count: operations.length,
    lists: operations.filter((operation) => operation.startsWith("list")),
  };
}

import assert from "node:assert/strict";
import { isJsonObject, type JsonObject } from "../cni/mod.ts";
import { addAddress, createLink, getLink, setLink } from "../netlink/mod.ts";
import { essence, see, type SeenLink, witness, World } from "./testing.ts";

const MAC = ["02:00:00:00:01:01", "02:00:00:00:01:02", "02:00:00:00:01:03"] as const;

function twoLinks(world: World): void {
  world.dummy("net1", { address: MAC[0], up: true });
  world.dummy("net2", { address: MAC[1] });
}

async function seeLink(world: World, name: string): Promise<SeenLink> {
  const link = (await world.see()).links.find(({ ifname }) => ifname === name);
  assert(link, `${name} is absent`);
  return link;
}

/** Returns the result's interfaces. */
function interfacesOf(result: JsonObject): JsonObject[] {
  const { interfaces } = result;
  assert(Array.isArray(interfaces));
  return interfaces.filter(isJsonObject);
}

async function assertUntouched(world: World, before: JsonObject): Promise<void> {
  assert.deepEqual(essence((await world.see()).links), before);
  assert.deepEqual(world.records(), []);
}

Deno.test("bond T20: an MTU that a link has not is refused, naming the link and both numbers", async () => {
  using world = new World();
  world.dummy("net1", { mtu: 1500 });
  world.dummy("net2", { mtu: 1400 });
  const before = essence((await world.see()).links);
  const { code, msg, details } = await world.fail(
    "ADD",
    world.config(["net1", "net2"], { mtu: 1450 }),
  );
  assert.equal(code, 102);
  assert.equal(msg, "mtu 1450 is more than link net2 has: 1400");
  assert.match(details, /1400/);
  await assertUntouched(world, before);
});

Deno.test("the MTU is the one asked for, or the smallest of the links' and at most 1500, or simply the smallest", async () => {
  using world = new World();
  world.dummy("net1", { mtu: 9000 });
  world.dummy("net2", { mtu: 8000 });
  for (
    const [mtu, see] of [[1400, 1400], [null, 1500], [0, 1500], ["auto", 8000], ["7000", 7000]]
  ) {
    const config = world.config(["net1", "net2"], { mtu });
    await world.succeed("ADD", config);
    const { links } = await world.see();
    assert.deepEqual(links.map((link) => link.mtu).slice(1), [see, see, see]);
    await world.succeed("DEL", config);
    const { links: after } = await world.see();
    assert.deepEqual(after.map((link) => link.mtu).slice(1), [9000, 8000]);
  }
});

Deno.test("mtuPolicy force raises links, and DEL lowers them again", async () => {
  using world = new World();
  world.dummy("net1", { mtu: 1400 });
  world.dummy("net2", { mtu: 1500 });
  const before = essence((await world.see()).links);
  const config = world.config(["net1", "net2"], { mtu: 2000, mtuPolicy: "force" });
  await world.succeed("ADD", config);
  assert.equal((await seeLink(world, "net1")).mtu, 2000);
  await world.succeed("DEL", config);
  await assertUntouched(world, before);
});

Deno.test("bond T21, T22: the bond is up with all links, whether they were up or down before", async () => {
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

Deno.test("bond T23, cni 28: the result names the bond with the kernel's MAC and MTU", async () => {
  using world = new World();
  twoLinks(world);
  const result = await world.succeed("ADD", world.config(["net1", "net2"]));
  const bond = await seeLink(world, "bond0");
  assert.deepEqual(interfacesOf(result), [
    { name: "bond0", mac: bond.address, mtu: bond.mtu, sandbox: world.netnsPath },
  ]);
  assert.equal(bond.address, MAC[0]);
});

Deno.test("bond T24, cni 27: without IPAM the result has the shape and number of its version", async () => {
  for (const cniVersion of ["0.3.0", "0.3.1", "0.4.0", "1.0.0", "1.1.0"]) {
    using world = new World();
    twoLinks(world);
    const result = await world.succeed("ADD", world.config(["net1", "net2"], { cniVersion }));
    assert.equal(result["cniVersion"], cniVersion);
    assert.equal("ips" in result, false);
    assert.equal("dns" in result, cniVersion.startsWith("0."));
    assert.equal(interfacesOf(result)[0]?.["name"], "bond0");
  }
});

Deno.test("cni 26: 0.2.0 without IPAM fails before a link is touched", async () => {
  using world = new World();
  twoLinks(world);
  const before = essence((await world.see()).links);
  const { code } = await world.fail("ADD", world.config(["net1", "net2"], { cniVersion: "0.2.0" }));
  assert.equal(code, 7);
  await assertUntouched(world, before);
});

Deno.test("bond T25: with failOverMac none all links have the first one's MAC, and afterwards their own", async () => {
  using world = new World();
  twoLinks(world);
  const config = world.config(["net1", "net2"]);
  await world.succeed("ADD", config);
  const { links } = await world.see();
  assert.deepEqual(links.slice(1).map(({ address }) => address), [MAC[0], MAC[0], MAC[0]]);
  await world.succeed("DEL", config);
  const { links: after } = await world.see();
  assert.deepEqual(after.slice(1).map(({ address }) => address), [MAC[0], MAC[1]]);
});

Deno.test("bond T26: with failOverMac active every link keeps its MAC, and the bond has the active one's", async () => {
  using world = new World();
  twoLinks(world);
  const config = world.config(["net1", "net2"], { failOverMac: "active", activeLink: "net2" });
  await world.succeed("ADD", config);
  const { links } = await world.see();
  assert.deepEqual(
    Object.fromEntries(links.slice(1).map(({ ifname, address }) => [ifname, address])),
    { net1: MAC[0], net2: MAC[1], bond0: MAC[1] },
  );
});

Deno.test("bond T27: an address of its own is the bond's and its links', and DEL restores theirs", async () => {
  for (const mode of ["balance-rr", "active-backup"]) {
    using world = new World();
    twoLinks(world);
    const before = essence((await world.see()).links);
    const mac = "02:00:00:00:09:09";
    const config = world.config(["net1", "net2"], { mode, mac });
    const result = await world.succeed("ADD", config);
    assert.equal(interfacesOf(result)[0]?.["mac"], mac);
    const { links } = await world.see();
    assert.deepEqual(links.slice(1).map(({ address }) => address), [mac, mac, mac]);
    await world.succeed("DEL", config);
    await assertUntouched(world, before);
  }
});

Deno.test("bond T28: in tlb and alb a duplicate MAC is replaced by a local one, and DEL restores it", async () => {
  for (const mode of ["balance-tlb", "balance-alb"]) {
    using world = new World();
    for (const name of ["net1", "net2", "net3"]) world.dummy(name, { address: MAC[0] });
    const before = essence((await world.see()).links);
    const links = ["net1", "net2", "net3"];
    const refusal = await world.fail("ADD", world.config(links, { mode, duplicateMac: "error" }));
    assert.equal(refusal.code, 102);
    assert.match(refusal.msg, /link net2 has the MAC address 02:00:00:00:01:01 of another link/);
    await assertUntouched(world, before);

    const config = world.config(links, { mode });
    await world.succeed("ADD", config);
    const seen = (await world.see()).links.filter(({ master }) => master === "bond0");
    const addresses = seen.map(({ address }) => address);
    assert.equal(addresses[0], MAC[0]);
    assert.equal(new Set(addresses).size, 3);
    for (const address of addresses) assert.match(address, /^.[26ae](:[0-9a-f]{2}){5}$/);
    await world.succeed("DEL", config);
    await assertUntouched(world, before);
  }
});

Deno.test("bond T29: elsewhere duplicate MACs are left alone", async () => {
  for (const mode of ["balance-rr", "802.3ad", "active-backup", "balance-xor", "broadcast"]) {
    using world = new World();
    for (const name of ["net1", "net2"]) world.dummy(name, { address: MAC[0] });
    const config = world.config(["net1", "net2"], {
      mode,
      failOverMac: mode === "active-backup" ? 1 : 0,
    });
    await world.succeed("ADD", config);
    const { links } = await world.see();
    assert.deepEqual(links.slice(1).map(({ address }) => address), [MAC[0], MAC[0], MAC[0]]);
  }
});

Deno.test("bond T32: a link that has a master is refused, and keeps it", async () => {
  using world = new World();
  twoLinks(world);
  createLink(world.container, { name: "br0", kind: "bridge" });
  const bridge = getLink(world.container, "br0").index;
  setLink(world.container, getLink(world.container, "net2").index, { master: bridge });
  const before = essence((await world.see()).links);
  const { code, msg } = await world.fail("ADD", world.config(["net1", "net2"]));
  assert.equal(code, 101);
  assert.match(msg, /link net2 belongs to another bond or bridge/);
  await assertUntouched(world, before);
});

Deno.test("bond T33, cni 32: an interface of the bond's name is left alone, and nothing else is touched", async () => {
  using world = new World();
  twoLinks(world);
  world.dummy("bond0");
  const before = essence((await world.see()).links);
  const { code, msg } = await world.fail("ADD", world.config(["net1", "net2"]));
  assert.equal(code, 103);
  assert.match(msg, /the container has an interface bond0 already/);
  await assertUntouched(world, before);
});

Deno.test("a second ADD of an attachment is refused, and the first one stays", async () => {
  using world = new World();
  twoLinks(world);
  const config = world.config(["net1", "net2"]);
  await world.succeed("ADD", config);
  const during = essence((await world.see()).links);
  assert.equal((await world.fail("ADD", config)).code, 103);
  assert.deepEqual(essence((await world.see()).links), during);
  assert.equal(world.records().length, 1);
});

Deno.test("bond T34: a missing link fails ADD, and the message lists what there is and what to do", async () => {
  using world = new World();
  twoLinks(world);
  const before = essence((await world.see()).links);
  const { code, msg, details } = await world.fail("ADD", world.config(["net1", "net3"]));
  assert.equal(code, 100);
  assert.equal(
    msg,
    "link net3 is absent in the container; in the container there are lo, net1, net2",
  );
  assert.match(details, /bond runs after the networks that create its links/);
  await assertUntouched(world, before);
});

Deno.test("a link at the other end is found, and linksInContainer is named", async () => {
  using world = new World();
  twoLinks(world);
  const name = world.hostName("x");
  world.dummy(name, {}, "host");
  const onHost = await world.fail("ADD", world.config(["net1", name]));
  assert.match(onHost.details, /it is on the host/);
  const inside = await world.fail("ADD", world.config([name, "net2"], { linksInContainer: false }));
  assert.equal(inside.code, 100);
  assert.match(inside.details, /it is in the container: set linksInContainer to true/);
});

Deno.test("bond T53: the kernel's own words are in the details", async () => {
  using world = new World();
  world.dummy("net1");
  world.dummy("net2");
  createLink(world.container, {
    name: "ipv0",
    kind: "ipvlan",
    parent: getLink(world.container, "net1").index,
    ipvlan: { mode: "l2" },
  });
  const { code, details } = await world.fail(
    "ADD",
    world.config(["net1", "net2"], {
      mode: "802.3ad",
      adSelect: "prio",
    }),
  );
  assert.equal(code, 104);
  assert.match(details, /the kernel says: invalid option value/);
});

Deno.test("bond T59: an ipvlan link is refused with a reason, and all is as before", async () => {
  for (const mode of ["active-backup", "802.3ad"]) {
    using world = new World();
    world.dummy("parent");
    twoLinks(world);
    const parent = getLink(world.container, "parent").index;
    createLink(world.container, { name: "ipv0", kind: "ipvlan", parent, ipvlan: { mode: "l2" } });
    const before = essence((await world.see()).links);
    const { code, msg, details } = await world.fail(
      "ADD",
      world.config(["net1", "ipv0"], { mode }),
    );
    assert.equal(code, 104);
    assert.match(msg, /cannot make link ipv0 part of bond0/);
    assert.match(details, /MAC address/);
    await assertUntouched(world, before);
  }
});

Deno.test("links of different types are refused", async () => {
  using world = new World();
  twoLinks(world);
  createLink(world.container, { name: "vrf0", kind: "dummy" });
  const { code, msg } = await world.fail("ADD", world.config(["net1", "lo"]));
  assert.equal(code, 102);
  assert.match(msg, /loopback/);
});

Deno.test("bond T51, cni 31: what earlier plugins said stays in front", async () => {
  using world = new World();
  twoLinks(world);
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

Deno.test("bond T52, cni 30: the configuration's dns is in the result without IPAM too", async () => {
  using world = new World();
  twoLinks(world);
  const dns = { nameservers: ["192.0.2.53"], search: ["example.org"] };
  const result = await world.succeed("ADD", world.config(["net1", "net2"], { dns }));
  assert.deepEqual(result["dns"], dns);
});

Deno.test("includeLinks lists the links after the bond", async () => {
  using world = new World();
  twoLinks(world);
  const result = await world.succeed("ADD", world.config(["net1", "net2"], { includeLinks: true }));
  assert.deepEqual(interfacesOf(result).map(({ name }) => name), ["bond0", "net1", "net2"]);
});

Deno.test("links can have other names in the container, MACs, priorities and queues", async () => {
  using world = new World();
  twoLinks(world);
  const before = essence((await world.see()).links);
  const links = [
    { name: "net1", ifName: "left", prio: -7, queueId: 1 },
    { mac: MAC[1], ifName: "right", setMac: "02:00:00:00:0a:0a", prio: 100, queueId: 2 },
  ];
  const config = world.config(links, { failOverMac: 1, primary: "left" });
  await world.succeed("ADD", config);
  const left = await seeLink(world, "left");
  assert.equal(left.linkinfo?.info_slave_data?.["prio"], -7);
  assert.equal(left.linkinfo?.info_slave_data?.["queue_id"], 1);
  const right = await seeLink(world, "right");
  assert.equal(right.address, "02:00:00:00:0a:0a");
  assert.equal(right.linkinfo?.info_slave_data?.["prio"], 100);
  await world.succeed("DEL", config);
  await assertUntouched(world, before);
});

Deno.test("bond T56: the kernel's refusal of a queue undoes everything", async () => {
  using world = new World();
  twoLinks(world);
  const before = essence((await world.see()).links);
  const links = [{ name: "net1", queueId: 3 }, { name: "net2", queueId: 4 }];
  await world.fail("ADD", world.config(links, { numTxQueues: 3 }));
  await assertUntouched(world, before);
});

Deno.test("the device has the queues, their length and the alias asked for", async () => {
  using world = new World();
  twoLinks(world);
  const ask = { txQueueLen: 777, numTxQueues: 4, alias: "storage" };
  await world.succeed("ADD", world.config(["net1", "net2"], ask));
  const bond = await seeLink(world, "bond0") as SeenLink & {
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
  await assertUntouched(world, before);
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

Deno.test("bond T38, T39: a host link's name that the container has is refused before it moves", async () => {
  using world = new World();
  const [first, second] = [world.hostName("a"), world.hostName("b")];
  world.dummy(first, { address: MAC[0], up: true, mtu: 3000 }, "host");
  world.dummy(second, { address: MAC[1] }, "host");
  world.dummy(second);
  const [before, inside] = [essence(await world.seeHost()), essence((await world.see()).links)];
  const host = { linksInContainer: false };
  const { code, msg } = await world.fail("ADD", world.config([first, second], host));
  assert.equal(code, 103);
  assert.match(msg, new RegExp(`link ${second} cannot be called ${second}`));
  assert.deepEqual(essence(await world.seeHost()), before);
  assert.deepEqual(essence((await world.see()).links), inside);

  const renamed = world.config([first, { name: second, ifName: "net2" }], host);
  await world.succeed("ADD", renamed);
  const { links } = await world.see();
  assert.deepEqual(
    links.map(({ ifname }) => ifname).sort(),
    ["bond0", first, "lo", "net2", second].sort(),
  );
  await world.succeed("DEL", renamed);
  assert.deepEqual(essence(await world.seeHost()), before);
  assert.deepEqual(essence((await world.see()).links), inside);
});

Deno.test("bond T40: host links that the node needs are refused, unless allowInUse", async () => {
  using world = new World();
  const [first, second] = [world.hostName("a"), world.hostName("b")];
  world.dummy(first, { up: true }, "host");
  const used = world.dummy(second, { up: true }, "host");
  const config = (extra: JsonObject = {}) =>
    world.config([first, second], { linksInContainer: false, ...extra });
  const refusal = async () => {
    const { code, msg } = await world.fail("ADD", config());
    assert.equal(code, 101);
    return msg;
  };

  addAddress(world.host, used.index, "192.0.2.1/24");
  assert.match(await refusal(), /has the address 192\.0\.2\.1\/24/);
  await witness.run(`ip route add default dev ${second} metric 9999`);
  assert.match(await refusal(), /carries the default route/);
  await world.succeed("ADD", config({ allowInUse: true }));
  await world.succeed("DEL", config({ allowInUse: true }));

  const vlan = world.hostName("v");
  createLink(world.host, { name: vlan, kind: "vlan", parent: used.index, vlan: { id: 5 } });
  assert.match(await refusal(), new RegExp(`${vlan} is on top of it`));
  const bridge = world.hostName("z");
  createLink(world.host, { name: bridge, kind: "bridge" });
  setLink(world.host, used.index, { master: getLink(world.host, bridge).index });
  assert.match(await refusal(), /belongs to the bond or bridge/);
});

Deno.test("bond T60, cni 43: ten attachments at once do not disturb one another", async () => {
  const worlds = Array.from({ length: 10 }, () => new World());
  try {
    for (const world of worlds) twoLinks(world);
    const config = (world: World) => world.config(["net1", "net2"]);
    await Promise.all(worlds.map((world) => world.succeed("ADD", config(world))));
    for (const world of worlds) assert.equal((await seeLink(world, "bond0")).address, MAC[0]);
    await Promise.all(worlds.map((world) => world.succeed("DEL", config(world))));
    for (const world of worlds) assert.equal((await world.see()).links.length, 3);
  } finally {
    for (const world of worlds) world[Symbol.dispose]();
  }
});

Deno.test("bond T61: a VLAN on the bond has an MTU up to the bond's", async () => {
  using world = new World();
  twoLinks(world);
  await world.succeed("ADD", world.config(["net1", "net2"], { mtu: 1400 }));
  const parent = getLink(world.container, "bond0").index;
  createLink(world.container, { name: "vlan5", kind: "vlan", parent, vlan: { id: 5 } });
  assert.equal((await seeLink(world, "vlan5")).mtu, 1400);
});

Deno.test("cni 20: a path that is no namespace fails ADD and CHECK", async () => {
  using world = new World();
  twoLinks(world);
  const file = Deno.makeTempFileSync();
  const config = world.config(["net1", "net2"]);
  for (const netns of [file, "/run/netns/nowhere"]) {
    const { code, msg } = await world.fail("ADD", config, { variables: { CNI_NETNS: netns } });
    assert.equal(code, 8);
    assert.match(msg, new RegExp(netns));
  }
  Deno.removeSync(file);
});

Deno.test("ADD makes no list of links, and as many requests as there are links in need of them", async () => {
  using world = new World();
  twoLinks(world);
  const { count, lists } = await countRequests(() =>
    world.succeed("ADD", world.config(["net1", "net2"]))
  );
  assert.deepEqual(lists, []);
  assert(count <= 20, `${count} requests`);
});

async function countRequests(
  work: () => Promise<unknown>,
): Promise<{ count: number; lists: string[] }> {
  const { Rtnetlink } = await import("../netlink/mod.ts");
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

Deno.test("the host's links are not looked at when the links are in the container", async () => {
  const before = await see();
  using world = new World();
  twoLinks(world);
  await world.succeed("ADD", world.config(["net1", "net2"]));
  assert.deepEqual(essence((await see()).links), essence(before.links));
});

/** MAC addresses and MTUs of bond and links, in ADD and after DEL. */

import assert from "node:assert/strict";
import { essence, interfacesOf, MAC, World } from "../testing.ts";

Deno.test("an MTU that a link has not is refused, naming the link and both numbers", async () => {
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
  await world.assertUntouched(before);
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
  assert.equal((await world.seeLink("net1")).mtu, 2000);
  await world.succeed("DEL", config);
  await world.assertUntouched(before);
});

Deno.test("with failOverMac none all links have the first one's MAC, and afterwards their own", async () => {
  using world = new World();
  world.twoLinks();
  const config = world.config(["net1", "net2"]);
  await world.succeed("ADD", config);
  const { links } = await world.see();
  assert.deepEqual(links.slice(1).map(({ address }) => address), [MAC[0], MAC[0], MAC[0]]);
  await world.succeed("DEL", config);
  const { links: after } = await world.see();
  assert.deepEqual(after.slice(1).map(({ address }) => address), [MAC[0], MAC[1]]);
});

Deno.test("with failOverMac active every link keeps its MAC, and the bond has the active one's", async () => {
  using world = new World();
  world.twoLinks();
  const config = world.config(["net1", "net2"], { failOverMac: "active", activeLink: "net2" });
  await world.succeed("ADD", config);
  const { links } = await world.see();
  assert.deepEqual(
    Object.fromEntries(links.slice(1).map(({ ifname, address }) => [ifname, address])),
    { net1: MAC[0], net2: MAC[1], bond0: MAC[1] },
  );
});

Deno.test("an address of its own is the bond's and its links', and DEL restores theirs", async () => {
  for (const mode of ["balance-rr", "active-backup"]) {
    using world = new World();
    world.twoLinks();
    const before = essence((await world.see()).links);
    const mac = "02:00:00:00:09:09";
    const config = world.config(["net1", "net2"], { mode, mac });
    const result = await world.succeed("ADD", config);
    assert.equal(interfacesOf(result)[0]?.["mac"], mac);
    const { links } = await world.see();
    assert.deepEqual(links.slice(1).map(({ address }) => address), [mac, mac, mac]);
    await world.succeed("DEL", config);
    await world.assertUntouched(before);
  }
});

Deno.test("in tlb and alb a duplicate MAC is replaced by a local one, and DEL restores it", async () => {
  for (const mode of ["balance-tlb", "balance-alb"]) {
    using world = new World();
    for (const name of ["net1", "net2", "net3"]) world.dummy(name, { address: MAC[0] });
    const before = essence((await world.see()).links);
    const links = ["net1", "net2", "net3"];
    const refusal = await world.fail("ADD", world.config(links, { mode, duplicateMac: "error" }));
    assert.equal(refusal.code, 102);
    assert.match(refusal.msg, /link net2 has the MAC address 02:00:00:00:01:01 of another link/);
    await world.assertUntouched(before);

    const config = world.config(links, { mode });
    await world.succeed("ADD", config);
    const seen = (await world.see()).links.filter(({ master }) => master === "bond0");
    const addresses = seen.map(({ address }) => address);
    assert.equal(addresses[0], MAC[0]);
    assert.equal(new Set(addresses).size, 3);
    for (const address of addresses) assert.match(address, /^.[26ae](:[0-9a-f]{2}){5}$/);
    await world.succeed("DEL", config);
    await world.assertUntouched(before);
  }
});

Deno.test("elsewhere duplicate MACs are left alone", async () => {
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

Deno.test("links can have other names in the container, MACs, priorities and queues", async () => {
  using world = new World();
  world.twoLinks();
  const before = essence((await world.see()).links);
  const links = [
    { name: "net1", ifName: "left", prio: -7, queueId: 1 },
    { mac: MAC[1], ifName: "right", setMac: "02:00:00:00:0a:0a", prio: 100, queueId: 2 },
  ];
  const config = world.config(links, { failOverMac: 1, primary: "left" });
  await world.succeed("ADD", config);
  const left = await world.seeLink("left");
  assert.equal(left.linkinfo?.info_slave_data?.["prio"], -7);
  assert.equal(left.linkinfo?.info_slave_data?.["queue_id"], 1);
  const right = await world.seeLink("right");
  assert.equal(right.address, "02:00:00:00:0a:0a");
  assert.equal(right.linkinfo?.info_slave_data?.["prio"], 100);
  await world.succeed("DEL", config);
  await world.assertUntouched(before);
});

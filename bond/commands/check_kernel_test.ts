import assert from "node:assert/strict";
import type { JsonObject } from "../../cni/mod.ts";
import { FakePlugin } from "../../cni/testing.ts";
import {
  addRoute,
  changeBond,
  createLink,
  deleteAddress,
  deleteLink,
  deleteRoute,
  getLink,
  setLink,
} from "../../netlink/mod.ts";
import { World } from "../testing.ts";

const GIVEN = {
  cniVersion: "1.1.0",
  ips: [{ address: "192.0.2.5/24", gateway: "192.0.2.1" }, { address: "198.51.100.7/32" }],
  routes: [{ dst: "0.0.0.0/0" }, { dst: "203.0.113.0/24", table: 100, scope: 253 }],
};

/** An attachment, with the configuration that CHECK gets. */
async function attached(
  world: World,
  extra: JsonObject = {},
  ipam?: FakePlugin,
): Promise<JsonObject> {
  world.dummy("net1", { address: "02:00:00:00:04:01", up: true });
  world.dummy("net2", { address: "02:00:00:00:04:02" });
  const config = world.config(["net1", "net2"], {
    mtu: 1400,
    ...(ipam ? { ipam: { type: "fake-ipam" } } : {}),
    ...extra,
  });
  return { ...config, prevResult: await world.succeed("ADD", config, ipam ? { ipam } : {}) };
}

Deno.test("CHECK right after ADD succeeds, with and without IPAM", async () => {
  for (const cniVersion of ["0.4.0", "1.0.0", "1.1.0"]) {
    for (const withIpam of [false, true]) {
      using world = new World();
      using ipam = new FakePlugin().reply("ADD", { stdout: GIVEN });
      const config = await attached(world, { cniVersion }, withIpam ? ipam : undefined);
      await world.succeed("CHECK", config, { ipam });
      assert.deepEqual(ipam.commands(), withIpam ? ["ADD", "CHECK"] : []);
    }
  }
});

Deno.test("CHECK needs prevResult, and says so", async () => {
  using world = new World();
  const { prevResult: _, ...config } = await attached(world);
  const { msg } = await world.fail("CHECK", config);
  assert.match(msg, /prevResult/);
});

Deno.test("CHECK fails for everything that differs, and says all of it at once", async () => {
  using world = new World();
  using ipam = new FakePlugin().reply("ADD", { stdout: GIVEN });
  const ask = { lpInterval: 3, resendIgmp: 4, primary: "net1" };
  const config = await attached(world, ask, ipam);
  const bond = getLink(world.container, "bond0").index;
  changeBond(world.container, bond, { miimon: 200, resendIgmp: 9 });
  setLink(world.container, bond, { mtu: 1300, address: "02:00:00:00:04:99" });
  setLink(world.container, getLink(world.container, "net2").index, { master: 0 });
  deleteAddress(world.container, bond, "192.0.2.5/24");
  deleteRoute(world.container, {
    destination: "0.0.0.0/0",
    gateway: "192.0.2.1",
    outputIndex: bond,
  });
  const { code, msg } = await world.fail("CHECK", config, { ipam });
  assert.equal(code, 107);
  for (
    const difference of [
      /miimon is 200 instead of 100/,
      /resendIgmp is 9 instead of 4/,
      /its MTU is 1300 instead of 1400/,
      /its MAC address is 02:00:00:00:04:99 instead of/,
      /link net2 is not part of it/,
      /address 192\.0\.2\.5\/24 is missing/,
      /route 0\.0\.0\.0\/0 is missing/,
    ]
  ) assert.match(msg, difference);
  assert.doesNotMatch(msg, /lpInterval|primary/);
});

Deno.test("CHECK fails when the bond is gone, down, or no bond any more", async () => {
  using world = new World();
  const config = await attached(world);
  const { index } = getLink(world.container, "bond0");
  setLink(world.container, index, { up: false });
  assert.match((await world.fail("CHECK", config)).msg, /it is down/);
  deleteLink(world.container, index);
  assert.match((await world.fail("CHECK", config)).msg, /it is absent in the container/);
  world.dummy("bond0", { up: true });
  assert.match((await world.fail("CHECK", config)).msg, /it is no bond but of kind "dummy"/);
});

Deno.test("CHECK fails for another mode, a link that is gone, and another sandbox", async () => {
  using world = new World();
  const config = await attached(world);
  const other = await world.fail("CHECK", { ...config, mode: "balance-rr" });
  assert.match(other.msg, /mode is active-backup instead of balance-rr/);
  deleteLink(world.container, getLink(world.container, "net1").index);
  assert.match((await world.fail("CHECK", config)).msg, /link net1 is absent in the container/);
  const prevResult = {
    cniVersion: "1.1.0",
    interfaces: [{ name: "bond0", sandbox: "/elsewhere" }],
  };
  const { msg } = await world.fail("CHECK", { ...config, prevResult });
  assert.match(msg, /sandbox in prevResult \/elsewhere doesn't match configured netns/);
});

Deno.test("CHECK goes by prevResult where a later plugin changed MAC and MTU", async () => {
  using world = new World();
  const config = await attached(world);
  const mac = "02:00:00:00:04:ab";
  setLink(world.container, getLink(world.container, "bond0").index, { address: mac, mtu: 1350 });
  const prevResult = {
    cniVersion: "1.1.0",
    interfaces: [{ name: "bond0", mac: mac.toUpperCase(), mtu: 1350, sandbox: world.netnsPath }],
  };
  await world.succeed("CHECK", { ...config, prevResult });
});

Deno.test("CHECK goes by the configuration's MTU where prevResult is too old to have one", async () => {
  using world = new World();
  const config = await attached(world, { cniVersion: "0.4.0" });
  await world.succeed("CHECK", config);
  setLink(world.container, getLink(world.container, "bond0").index, { mtu: 1350 });
  assert.match((await world.fail("CHECK", config)).msg, /its MTU is 1350 instead of 1400/);
});

Deno.test("CHECK has no objection to what is none of its business", async () => {
  using world = new World();
  using ipam = new FakePlugin().reply("ADD", { stdout: GIVEN });
  world.veth("net1", "far1");
  world.veth("net2", "far2");
  world.up("far1");
  const made = world.config(["net1", "net2"], { ipam: { type: "fake-ipam" } });
  const result = await world.succeed("ADD", made, { ipam });
  // net2 has no carrier; there is a route more, and an address of another interface.
  const { index } = getLink(world.container, "bond0");
  addRoute(world.container, { destination: "100.64.0.0/10", outputIndex: index });
  const interfaces = [...result["interfaces"] as JsonObject[], {
    name: "eth9",
    sandbox: "/elsewhere",
  }];
  const ips = [...result["ips"] as JsonObject[], { address: "100.100.0.1/24", interface: 1 }];
  await world.succeed("CHECK", { ...made, prevResult: { ...result, interfaces, ips } }, { ipam });

  deleteRoute(world.container, {
    destination: "203.0.113.0/24",
    table: 100,
    scope: 253,
    outputIndex: index,
  });
  const { msg } = await world.fail("CHECK", { ...made, prevResult: result }, { ipam });
  assert.match(msg, /route 203\.0\.113\.0\/24 in table 100 is missing/);
});

Deno.test("CHECK goes along with a failover, also where the bond takes the active link's MAC", async () => {
  using world = new World();
  const config = await attached(world, { failOverMac: "active", activeLink: "net1" });
  const active = getLink(world.container, "net2").index;
  changeBond(world.container, getLink(world.container, "bond0").index, { activeSlave: active });
  assert.equal(getLink(world.container, "bond0").address, "02:00:00:00:04:02");
  await world.succeed("CHECK", config);
});

Deno.test("CHECK knows links under other names, and those selected by MAC from the record", async () => {
  using world = new World();
  world.dummy("net1", { address: "02:00:00:00:04:01" });
  world.dummy("net2", { address: "02:00:00:00:04:02" });
  const links = [{ name: "net1", ifName: "left" }, { mac: "02:00:00:00:04:02" }];
  const config = world.config(links, { primary: "net1", mac: "02:00:00:00:04:0a" });
  const prevResult = await world.succeed("ADD", config);
  await world.succeed("CHECK", { ...config, prevResult });
  await world.succeed("DEL", config);
});

Deno.test("CHECK asks IPAM, and passes its error on", async () => {
  using world = new World();
  using ipam = new FakePlugin().reply("ADD", { stdout: GIVEN });
  const config = await attached(world, {}, ipam);
  ipam.reply("CHECK", { stdout: { code: 140, msg: "the reservation is gone" }, exitCode: 1 });
  const { code, msg } = await world.fail("CHECK", config, { ipam });
  assert.deepEqual([code, msg], [140, "fake-ipam says: the reservation is gone"]);
});

Deno.test("CHECK of a namespace that is none fails", async () => {
  using world = new World();
  const config = await attached(world);
  const prevResult = {
    cniVersion: "1.1.0",
    interfaces: [{ name: "bond0", sandbox: "/etc/passwd" }],
  };
  const options = { variables: { CNI_NETNS: "/etc/passwd" } };
  assert.equal((await world.fail("CHECK", { ...config, prevResult }, options)).code, 8);
});

Deno.test("a bridge port in the bond's place is told", async () => {
  using world = new World();
  const config = await attached(world);
  createLink(world.container, { name: "br0", kind: "bridge" });
  const master = getLink(world.container, "br0").index;
  setLink(world.container, getLink(world.container, "net1").index, { master });
  assert.match((await world.fail("CHECK", config)).msg, /link net1 is not part of it/);
});

Deno.test("CHECK tells another alias, another queue, and a link that has not the bond's MTU", async () => {
  using world = new World();
  const config = await attached(world, { alias: "storage", txQueueLen: 500 });
  await world.succeed("CHECK", config);
  const bond = getLink(world.container, "bond0").index;
  setLink(world.container, bond, { alias: "other", txQueueLen: 700 });
  setLink(world.container, getLink(world.container, "net1").index, { mtu: 1300 });
  const { msg } = await world.fail("CHECK", config);
  assert.match(msg, /its alias is "other" instead of "storage"/);
  assert.match(msg, /its transmit queue has room for 700 frames instead of 500/);
  assert.match(msg, /the MTU of link net1 is 1300 instead of the bond's 1400/);
});

Deno.test("CHECK does not report what the tuning plugin behind it has changed", async () => {
  using world = new World();
  const config = await attached(world, { mtu: 1400, txQueueLen: 500 });
  const before = { mtu: 1400, txQLen: 500 };
  Deno.mkdirSync("/run/cni/tuning", { recursive: true });
  const kept = `/run/cni/tuning/${world.id}_bond0.json`;
  const bond = getLink(world.container, "bond0").index;
  setLink(world.container, bond, { mtu: 1380, txQueueLen: 700 });
  // Results before 1.1.0 have no MTU.
  const prevResult = {
    cniVersion: "1.0.0",
    interfaces: [{ name: "bond0", sandbox: world.netnsPath }],
  };
  const request = { ...config, cniVersion: "1.0.0", prevResult };
  assert.match((await world.fail("CHECK", request)).msg, /MTU is 1380 instead of 1400/);
  Deno.writeTextFileSync(kept, JSON.stringify(before));
  try {
    await world.succeed("CHECK", request);
  } finally {
    Deno.removeSync(kept);
  }
});

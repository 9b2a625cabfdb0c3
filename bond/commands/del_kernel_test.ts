import assert from "node:assert/strict";
import type { JsonObject } from "../../cni/mod.ts";
import { FakePlugin } from "../../cni/testing.ts";
import {
  createNetns,
  deleteLink,
  deleteNetns,
  getLink,
  Netns,
  setLink,
} from "../../netlink/mod.ts";
import { essence, MAC, World } from "../testing.ts";
import { attached } from "../testing_attached.ts";

const IPAM = { ipam: { type: "fake-ipam" } };
const GIVEN = { cniVersion: "1.1.0", ips: [{ address: "192.0.2.5/24" }] };

/** A bond over two links of the host, made, and what was before. */
async function attachedFromHost(world: World, extra: JsonObject = {}) {
  const [first, second] = [world.hostName("a"), world.hostName("b")];
  const one = world.dummy(first, { address: MAC[0], up: true, mtu: 3000 }, "host");
  world.dummy(second, { address: MAC[1], mtu: 2500 }, "host");
  setLink(world.host, one.index, { alias: "uplink of the storage net" });
  const before = essence(await world.seeHost());
  const links = [first, { name: second, ifName: "net2" }];
  const config = world.config(links, { linksInContainer: false, mtu: 1400, ...extra });
  await world.succeed("ADD", config);
  return { config, before, first, second };
}

function gone(world: World): Record<string, string> {
  const netns = Netns.open(world.netnsPath);
  netns[Symbol.dispose]();
  return { CNI_NETNS: `${world.netnsPath}-gone` };
}

Deno.test("DEL gives links back with their MTU and up or down as they were", async () => {
  for (const mode of ["balance-rr", "active-backup"]) {
    using world = new World();
    const { config, before } = await attached(world, { mode });
    await world.succeed("DEL", config);
    await world.assertUntouched(before);
  }
});

Deno.test("DEL gives host links back under their names, with MAC, MTU, state and alias", async () => {
  using world = new World();
  const inside = essence((await world.see()).links);
  const { config, before } = await attachedFromHost(world);
  assert.deepEqual(await world.seeHost(), []);
  await world.succeed("DEL", config);
  assert.deepEqual(essence(await world.seeHost()), before);
  await world.assertUntouched(inside);
});

Deno.test("DEL twice in a row succeeds", async () => {
  using world = new World();
  const { config, before } = await attached(world);
  await world.succeed("DEL", config);
  await world.succeed("DEL", config);
  await world.assertUntouched(before);
});

Deno.test("DEL without a namespace releases the address", async () => {
  using ipam = new FakePlugin().reply("ADD", { stdout: GIVEN });
  for (const path of ["", "/run/netns/vanished"]) {
    const world = new World();
    const { config } = await attached(world, IPAM, ipam);
    const before = ipam.commands().length;
    deleteNetns(world.netnsPath);
    await world.succeed("DEL", config, { ipam, variables: { CNI_NETNS: path } });
    assert.deepEqual(ipam.commands().slice(before), ["DEL"]);
    // The World still holds the namespace open, and with it the links.
    assert.deepEqual(world.records(), []);
    world[Symbol.dispose]();
  }
});

Deno.test("a path that cannot be looked into does not keep DEL from the namespace of the record", async () => {
  using world = new World();
  const { config, before } = await attached(world);
  const loop = `${world.folder}/loop`;
  Deno.symlinkSync(loop, loop);
  await world.succeed("DEL", config, { variables: { CNI_NETNS: loop } });
  await world.assertUntouched(before);
});

Deno.test("a namespace that cannot be looked into is no reason to forget the attachment", async () => {
  using world = new World();
  world.twoLinks();
  const before = essence((await world.see()).links);
  const config = world.config(["net1", "net2"]);
  const path = `${world.folder}/netns`;
  const variables = { CNI_NETNS: path };
  Deno.symlinkSync(world.netnsPath, path);
  await world.succeed("ADD", config, { variables });
  Deno.removeSync(path);
  Deno.symlinkSync(path, path);
  assert.equal((await world.fail("DEL", config, { variables })).code, 8);
  await world.succeed("DEL", config);
  await world.assertUntouched(before);
});

Deno.test("DEL without a path finds the namespace that the record names while it exists", async () => {
  using world = new World();
  const { config, before } = await attachedFromHost(world);
  await world.succeed("DEL", config, { variables: { CNI_NETNS: "" } });
  assert.deepEqual(essence(await world.seeHost()), before);
  assert.deepEqual(world.records(), []);
});

Deno.test("DEL with one or all links gone gives back the others", async () => {
  for (const missing of [["net1"], ["net2"], ["net1", "net2"]]) {
    using world = new World();
    const { config, before } = await attached(world);
    for (const name of missing) {
      deleteLink(world.container, getLink(world.container, name).index);
      delete before[name];
    }
    await world.succeed("DEL", config);
    await world.assertUntouched(before);
  }
});

Deno.test("DEL gives host links back when the bond was deleted by hand", async () => {
  using world = new World();
  const { config, before } = await attachedFromHost(world);
  deleteLink(world.container, getLink(world.container, "bond0").index);
  await world.succeed("DEL", config);
  assert.deepEqual(essence(await world.seeHost()), before);
  assert.deepEqual(world.records(), []);
});

Deno.test("when IPAM DEL fails its error is told, and the links are back all the same", async () => {
  using world = new World();
  using ipam = new FakePlugin().reply("ADD", { stdout: GIVEN });
  const { config, before } = await attached(world, IPAM, ipam);
  ipam.reply("DEL", { stdout: { code: 123, msg: "the database is down" }, exitCode: 1 });
  const { code, msg } = await world.fail("DEL", config, { ipam });
  assert.deepEqual([code, msg], [123, "fake-ipam says: the database is down"]);
  await world.assertUntouched(before);
});

Deno.test("when a link cannot be given back IPAM DEL runs all the same, and the error makes runtimes try again", async () => {
  using world = new World();
  using ipam = new FakePlugin().reply("ADD", { stdout: GIVEN });
  const { config } = await attached(world, IPAM, ipam);
  const { Rtnetlink } = await import("../../netlink/mod.ts");
  const before = ipam.commands().length;
  Rtnetlink.observer = ({ operation }) => {
    if (operation.startsWith("delete link")) {
      throw new Error("no such file or directory: not found");
    }
  };
  try {
    const { msg, details } = await world.fail("DEL", config, { ipam });
    assert.doesNotMatch(`${msg}${details}`, /not found|no such file or directory/i);
  } finally {
    Rtnetlink.observer = undefined;
  }
  assert.deepEqual(ipam.commands().slice(before), ["DEL"]);
  assert.equal(world.records().length, 1);
  await world.succeed("DEL", config, { ipam });
  assert.deepEqual(world.records(), []);
});

Deno.test("a host name that is taken by now does not keep the link in the container", async () => {
  using world = new World();
  const { config, first, before } = await attachedFromHost(world);
  world.dummy(first, {}, "host");
  const reply = await world.call("DEL", config);
  assert.equal(reply.exitCode, 0, reply.stdout);
  assert.match(
    reply.stderr,
    new RegExp(`link ${first} is called bnd[0-9a-f]{12}: its name is taken`),
  );
  const [, called = ""] = /is called (\S+):/.exec(reply.stderr) ?? [];
  const back = getLink(world.host, called);
  assert.deepEqual([back.address, back.mtu, back.up], [MAC[0], 3000, true]);

  // The record waits for the name; a second DEL and GC find it taken still, and finish when it is free.
  assert.equal(world.records().length, 1);
  await world.succeed("DEL", config);
  assert.equal(getLink(world.host, called).index, back.index);
  deleteLink(world.host, getLink(world.host, first).index);
  await world.succeed("GC", { ...config, "cni.dev/valid-attachments": [] });
  assert.deepEqual(essence(await world.seeHost()), before);
  assert.deepEqual(getLink(world.host, first).altNames, []);
  assert.deepEqual(world.records(), []);
});

Deno.test("ADD does not forget a link that an earlier attachment of its name has not given back", async () => {
  using world = new World();
  const { config, first } = await attachedFromHost(world);
  world.dummy(first, {}, "host");
  await world.succeed("DEL", config);
  const { code, msg } = await world.fail("ADD", config);
  assert.equal(code, 108);
  assert.match(msg, new RegExp(`link ${first} of an earlier attachment bond0`));
  assert.equal(world.records().length, 1);
  deleteLink(world.host, getLink(world.host, first).index);
  await world.succeed("ADD", config);
  await world.succeed("DEL", config);
});

Deno.test("restore says what is given back", async () => {
  using world = new World();
  const restore = { adminState: false, mtu: false, name: false };
  world.dummy("net1", { up: true, mtu: 2000 });
  world.dummy("net2", { mtu: 2000 });
  const config = world.config([{ name: "net1", ifName: "a" }, "net2"], { mtu: 1400, restore });
  await world.succeed("ADD", config);
  await world.succeed("DEL", config);
  const { links } = await world.see();
  const [a] = links.filter(({ ifname }) => ifname === "a");
  assert(a, "the name was given back");
  assert(!a.flags.includes("UP"), "the state was given back");
  assert.equal(a.mtu, 2000, "the kernel itself gives back the MTU");
});

Deno.test("a link that is up and whose state is not given back is up after it got its name back", async () => {
  using world = new World();
  world.dummy("net1");
  world.dummy("net2");
  const config = world.config([{ name: "net1", ifName: "a" }, "net2"], {
    restore: { adminState: false },
  });
  await world.succeed("ADD", config);
  setLink(world.container, getLink(world.container, "a").index, { master: 0 });
  world.up("a");
  await world.succeed("DEL", config);
  assert((await world.seeLink("net1")).flags.includes("UP"));
});

Deno.test("virtual host links die with their namespace, and DEL still ends well and at once", async () => {
  const world = new World();
  const { config, first } = await attachedFromHost(world);
  world.container[Symbol.dispose]();
  world.netns[Symbol.dispose]();
  deleteNetns(world.netnsPath);
  const started = performance.now();
  const reply = await world.call("DEL", config);
  assert.equal(reply.exitCode, 0, reply.stdout);
  assert.match(reply.stderr, new RegExp(`link ${first} is gone`));
  assert(performance.now() - started < 1500);
  assert.deepEqual(world.records(), []);
  createNetns(world.netnsPath);
  world[Symbol.dispose]();
});

Deno.test("a name that came back under another one is found by its alias", async () => {
  using world = new World();
  const { config, before, first, second } = await attachedFromHost(world);
  // As the kernel does with a device when its namespace dies: back on the host, down, oddly named.
  deleteLink(world.container, getLink(world.container, "bond0").index);
  using hostNetns = Netns.current();
  for (const name of [first, "net2"]) {
    const { index } = getLink(world.container, name);
    setLink(world.container, index, { netns: hostNetns, name: name === "net2" ? "net2" : first });
  }
  await world.succeed("DEL", config, { variables: gone(world) });
  assert.deepEqual(essence(await world.seeHost()), before);
  assert.notEqual(first, second);
});

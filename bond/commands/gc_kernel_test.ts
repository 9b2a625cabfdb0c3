import assert from "node:assert/strict";
import type { JsonObject } from "../../cni/mod.ts";
import { FakePlugin } from "../../cni/testing.ts";

import { STATE_DIR } from "../state_dir.ts";
import { essence, witness, World } from "../testing.ts";

const VALID = "cni.dev/valid-attachments";

/** Two links of the container in a bond, with its record. */
async function attach(world: World, extra: JsonObject = {}) {
  world.dummy("net1", { up: true, mtu: 2000 });
  world.dummy("net2");
  const before = essence((await world.see()).links);
  const config = world.config(["net1", "net2"], extra);
  await world.succeed("ADD", config);
  return { config, before };
}

function callGc(world: World, config: JsonObject, ipam?: FakePlugin) {
  return world.call("GC", config, {
    variables: { CNI_CONTAINERID: "", CNI_NETNS: "", CNI_IFNAME: "" },
    ...(ipam ? { ipam } : {}),
  });
}

Deno.test("GC gives back what attachments of this network have that are not valid", async () => {
  using stale = new World();
  using valid = new World();
  using elsewhere = new World();
  const { config, before } = await attach(stale);
  await attach(valid);
  await attach(elsewhere, { name: "other-net" });
  const during = [essence((await valid.see()).links), essence((await elsewhere.see()).links)];

  const list = [
    { containerID: valid.id, ifname: "bond0" },
    { containerID: "unknown", ifname: "bond0" },
    { containerID: stale.id, ifname: "net1" },
  ];
  for (let i = 0; i < 2; i++) {
    const reply = await callGc(stale, { ...config, [VALID]: list });
    assert.deepEqual([reply.exitCode, reply.stdout], [0, ""], reply.stdout);
    assert.deepEqual(essence((await stale.see()).links), before);
    assert.deepEqual(
      [essence((await valid.see()).links), essence((await elsewhere.see()).links)],
      during,
    );
    assert.equal(stale.records().length, 2);
  }
});

Deno.test("null and [] mean that nothing is valid, and a missing list that nobody knows", async () => {
  for (
    const [changes, records] of [[{}, 1], [{ [VALID]: null }, 0], [{ [VALID]: [] }, 0]] as const
  ) {
    using world = new World();
    using ipam = new FakePlugin();
    const { config } = await attach(world);
    const request = { ...config, ...changes, ipam: { type: "fake-ipam" } };
    const reply = await callGc(world, request, ipam);
    assert.equal(reply.exitCode, 0, reply.stdout);
    assert.equal(world.records().length, records);
    const call = ipam.calls().at(-1);
    assert.deepEqual([call?.command, call?.stdin], ["GC", JSON.stringify(request)]);
  }
});

Deno.test("GC releases the address of what is not valid by a DEL of IPAM, which may have no GC", async () => {
  using world = new World();
  using ipam = new FakePlugin()
    .reply("ADD", { stdout: { cniVersion: "1.1.0", ips: [{ address: "192.0.2.1/24" }] } });
  world.twoLinks();
  const config = world.config(["net1", "net2"], { ipam: { type: "fake-ipam" } });
  await world.succeed("ADD", config, { ipam });
  const reply = await callGc(world, { ...config, [VALID]: [] }, ipam);
  assert.equal(reply.exitCode, 0, reply.stdout);
  const [, released, collected] = ipam.calls();
  assert.deepEqual(
    [released?.command, released?.variables["CNI_CONTAINERID"], released?.variables["CNI_IFNAME"]],
    ["DEL", world.id, "bond0"],
  );
  assert.deepEqual([released?.variables["CNI_NETNS"], collected?.command], ["", "GC"]);
});

Deno.test("GC goes on after failures, tells them, and keeps aside what is no record", async () => {
  using world = new World();
  using ipam = new FakePlugin().reply("GC", { stdout: { code: 77, msg: "no" }, exitCode: 1 });
  const { config } = await attach(world);
  Deno.writeTextFileSync(`${STATE_DIR}/bond-net/c9@bond0.json`, "junk");
  for (const killed of ["c8@bond0", world.id + "@bond0"]) {
    Deno.writeTextFileSync(`${STATE_DIR}/bond-net/${killed}.json.tmp`, "half");
  }
  Deno.writeTextFileSync(`${STATE_DIR}/.locks/c8@bond0`, "");
  const request = { ...config, [VALID]: [], ipam: { type: "fake-ipam" } };
  const reply = await callGc(world, request, ipam);
  assert.equal(reply.exitCode, 1);
  assert.match(reply.stdout, /fake-ipam says: no/);
  assert.match(reply.stderr, /c9@bond0\.json is not a record/);
  assert.deepEqual(world.records(), [], "and what killed processes have left is gone");
  const namesIn = (folder: string) =>
    Array.from(Deno.readDirSync(`${STATE_DIR}/${folder}`), ({ name }) => name);
  assert.deepEqual(namesIn(".locks"), []);
  assert.match(namesIn(".aside").join(), /^bond-net-\d+-c9@bond0\.json$/);
});

Deno.test("STATUS succeeds with the driver, and leaves nothing behind", async () => {
  using world = new World();
  using ipam = new FakePlugin();
  const before = await witness.run("ls /sys/class/net");
  const config = world.config(["net1", "net2"], { ipam: { type: "fake-ipam" } });
  const reply = await world.call("STATUS", config, { ipam });
  assert.deepEqual([reply.exitCode, reply.stdout], [0, ""]);
  assert.equal(await witness.run("ls /sys/class/net"), before);
  assert.deepEqual(ipam.commands(), ["STATUS"]);
});

Deno.test("STATUS passes on what IPAM says, and ADD is served all the same", async () => {
  using world = new World();
  using ipam = new FakePlugin()
    .reply("STATUS", { stdout: { code: 51, msg: "half" }, exitCode: 1 })
    .reply("ADD", { stdout: { cniVersion: "1.1.0", ips: [{ address: "192.0.2.1/24" }] } });
  world.dummy("net1");
  world.dummy("net2");
  const config = world.config(["net1", "net2"], { ipam: { type: "fake-ipam" } });
  assert.equal((await world.fail("STATUS", config, { ipam })).code, 51);
  await world.succeed("ADD", config, { ipam });
});

Deno.test("STATUS of an IPAM plugin that knows no STATUS is no reason to call the node unready", async () => {
  using world = new World();
  using ipam = new FakePlugin().reply("STATUS", {
    stdout: { code: 4, msg: "unknown CNI_COMMAND: STATUS" },
    exitCode: 1,
  });
  const config = world.config(["net1", "net2"], { ipam: { type: "fake-ipam" } });
  const reply = await world.call("STATUS", config, { ipam });
  assert.equal(reply.exitCode, 0, reply.stdout);
  assert.match(reply.stderr, /does not say its status/);
});

Deno.test("STATUS is 50 where no record can be kept, as no ADD could succeed", async () => {
  using world = new World();
  await witness.run(`mount -o remount,ro ${STATE_DIR}`);
  try {
    const { code, msg } = await world.fail("STATUS", world.config(["net1", "net2"]));
    assert.equal(code, 50);
    assert.equal(msg, `records cannot be kept in ${STATE_DIR}: read-only file system`);
  } finally {
    await witness.run(`mount -o remount,rw ${STATE_DIR}`);
  }
});

Deno.test("STATUS without the IPAM plugin is 50", async () => {
  using world = new World();
  const config = world.config(["net1", "net2"], { ipam: { type: "nowhere" } });
  assert.equal((await world.fail("STATUS", config)).code, 50);
});

Deno.test("without the driver STATUS is 50, ADD says so too, and both name the module", async () => {
  using world = new World();
  world.dummy("net1", { up: true });
  world.dummy("net2");
  const before = essence((await world.see()).links);
  const config = world.config(["net1", "net2"]);
  const loader = (await witness.run("cat /proc/sys/kernel/modprobe")).trim();
  await witness.run("rmmod bonding && echo /bin/false > /proc/sys/kernel/modprobe");
  try {
    for (const command of ["STATUS", "ADD"]) {
      const { code, msg, details } = await world.fail(command, config);
      assert.equal(code, 50);
      assert.equal(msg, "the kernel has no bonding driver");
      assert.match(details, /modprobe bonding/);
    }
    assert.deepEqual(essence((await world.see()).links), before);
  } finally {
    await witness.run(`echo ${loader} > /proc/sys/kernel/modprobe; modprobe bonding max_bonds=0`);
  }
  await world.succeed("STATUS", config);
});

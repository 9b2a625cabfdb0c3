/** DEL with another configuration, namespace or record than ADD had. */

import assert from "node:assert/strict";
import type { JsonObject } from "../../cni/mod.ts";
import { FakePlugin } from "../../cni/testing.ts";
import {
  createLink,
  createNetns,
  deleteLink,
  deleteNetns,
  getLink,
  listLinks,
  Netns,
  setLink,
} from "../../netlink/mod.ts";
import { recordPath, removeRecord } from "../restore/mod.ts";
import { STATE_DIR } from "../state_dir.ts";
import { essence, MAC, witness, World } from "../testing.ts";
import { attached } from "../testing_attached.ts";
import { collectGarbage } from "./upkeep.ts";

/** A bond over two links of the host, made, and what was before. */
async function attachedFromHost(world: World, extra: JsonObject = {}) {
  const names = [world.hostName("a"), world.hostName("b")];
  for (const [i, name] of names.entries()) {
    world.dummy(name, { address: MAC[i] ?? "", up: i === 0, mtu: 3000 }, "host");
  }
  const before = essence(await world.seeHost());
  const config = world.config(names, { linksInContainer: false, ...extra });
  await world.succeed("ADD", config);
  return { config, before, names };
}

const keyOf = (world: World) => ({
  network: "bond-net",
  containerId: world.id,
  ifname: "bond0",
});

async function assertGivenBack(world: World, before: JsonObject): Promise<void> {
  assert.deepEqual(essence(await world.seeHost()), before);
  assert.deepEqual((await world.see()).links.map(({ ifname }) => ifname), ["lo"]);
  assert.deepEqual(world.records(), []);
}

Deno.test("with the path of another namespace DEL goes by the record, whose namespace is still there", async () => {
  using other = new World();
  using world = new World();
  const { config, before } = await attachedFromHost(world);
  await world.succeed("DEL", config, { variables: { CNI_NETNS: other.netnsPath } });
  await assertGivenBack(world, before);
});

Deno.test("a namespace whose path is gone and that somebody keeps is found by its cookie", async () => {
  using world = new World();
  const { config, before } = await attachedFromHost(world);
  const elsewhere = `/run/netns/${world.id}-kept`;
  await witness.run(`touch ${elsewhere} && mount --bind ${world.netnsPath} ${elsewhere}`);
  deleteNetns(world.netnsPath);
  // Another container has its place by now.
  createNetns(world.netnsPath);
  try {
    await world.succeed("DEL", config);
    assert.deepEqual(essence(await world.seeHost()), before);
    assert.deepEqual(world.records(), []);
  } finally {
    deleteNetns(elsewhere);
  }
});

Deno.test("a network that has another name by now is still the attachment's, and IPAM hears both names", async () => {
  using world = new World();
  using ipam = new FakePlugin().reply("ADD", {
    stdout: { cniVersion: "1.1.0", ips: [{ address: "192.0.2.5/24" }] },
  });
  const before = essence((await world.see()).links);
  const extra = { ipam: { type: ipam.type } };
  world.twoLinks();
  const withLinks = essence((await world.see()).links);
  const config = world.config(["net1", "net2"], extra);
  await world.succeed("ADD", config, { ipam });
  await world.succeed("DEL", { ...config, name: "renamed" }, { ipam });
  assert.deepEqual(essence((await world.see()).links), withLinks);
  assert.notDeepEqual(before, withLinks);
  assert.deepEqual(world.records(), []);
  const names = ipam.calls().filter(({ command }) => command === "DEL")
    .map(({ stdin }) => JSON.parse(stdin).name);
  assert.deepEqual(names, ["renamed", "bond-net"]);
});

Deno.test("without a record host links go back whatever linksInContainer and links say by now", async () => {
  for (const changes of [{ linksInContainer: true }, { links: ["x", "y"] }, { links: [] }]) {
    using world = new World();
    const { config, before } = await attachedFromHost(world);
    removeRecord(STATE_DIR, keyOf(world));
    await world.succeed("DEL", { ...config, ...changes });
    const after = essence(await world.seeHost());
    // Without a record nobody knows whether they were up, nor their MTU.
    assert.deepEqual(Object.keys(after), Object.keys(before));
    assert.deepEqual((await world.see()).links.map(({ ifname }) => ifname), ["lo"]);
    for (const name of Object.keys(before)) {
      const { alias, altNames } = getLink(world.host, name);
      assert.deepEqual([alias, altNames], ["", []]);
    }
  }
});

Deno.test("a link that was renamed and lost its alias inside goes back by its alternative name", async () => {
  for (const recorded of [true, false]) {
    using world = new World();
    const { config, before, names: [name = ""] } = await attachedFromHost(world);
    await witness.run(
      `ip -n ${world.id} link set ${name} down && ip -n ${world.id} link set ${name} name other && ` +
        `ip -n ${world.id} link set other alias strange`,
    );
    if (!recorded) removeRecord(STATE_DIR, keyOf(world));
    await world.succeed("DEL", config);
    if (recorded) await assertGivenBack(world, before);
    else {
      world.ownsHostLink("other");
      assert.equal((await world.seeHost()).length, 2, "both are back, one under its last name");
      assert.deepEqual((await world.see()).links.map(({ ifname }) => ifname), ["lo"]);
    }
  }
});

Deno.test("a bond that was renamed inside goes, and its links go back", async () => {
  for (const [host, recorded] of [[false, true], [false, false], [true, true], [true, false]]) {
    using world = new World();
    const { config, before } = host ? await attachedFromHost(world) : await attached(world);
    await witness.run(
      `ip -n ${world.id} link set bond0 down && ip -n ${world.id} link set bond0 name other`,
    );
    // What has its name by now is no bond.
    if (recorded) world.dummy("bond0");
    else removeRecord(STATE_DIR, keyOf(world));
    await world.succeed("DEL", config);
    const { links } = await world.see();
    const rest = links.filter(({ ifname }) => ifname !== "bond0");
    const after = essence(host ? await world.seeHost() : rest);
    // Without a record nobody knows whether they were up, nor their MTU.
    if (recorded) assert.deepEqual(after, before);
    else assert.deepEqual(Object.keys(after), Object.keys(before));
    assert.deepEqual(rest.filter(({ linkinfo }) => linkinfo?.info_kind === "bond"), []);
    assert.deepEqual(world.records(), []);
  }
});

Deno.test("a bond that somebody made in the place of the attachment's stays, and its links go back", async () => {
  for (const host of [true, false]) {
    using world = new World();
    const { config, before } = host ? await attachedFromHost(world) : await attached(world);
    deleteLink(world.container, getLink(world.container, "bond0").index);
    createLink(world.container, { name: "bond0", kind: "bond" });
    world.dummy("zz");
    const [bond, zz] = ["bond0", "zz"].map((name) => getLink(world.container, name));
    setLink(world.container, zz?.index ?? 0, { master: bond?.index ?? 0 });
    const reply = await world.call("DEL", config);
    assert.equal(reply.exitCode, 0, reply.stdout);
    assert.match(reply.stderr, /bond0 has the link zz and none of the attachment's: left alone/);
    assert.equal(getLink(world.container, "zz").master, bond?.index);
    const { links } = await world.see();
    const rest = links.filter(({ ifname }) => !["bond0", "zz"].includes(ifname));
    const after = essence(host ? await world.seeHost() : rest);
    assert.deepEqual(after, before);
    assert.deepEqual(world.records(), []);
  }
});

/** What can be in the place of a record, and no version of ours has written. */
const STRANGE: Record<string, (path: string, text: string) => void> = {
  "a name of 16 octets": (path, text) =>
    Deno.writeTextFileSync(
      path,
      text.replace('"containerName":"', '"containerName":"abcdefghijklm'),
    ),
  "an address that is none": (path, text) =>
    Deno.writeTextFileSync(path, text.replace(/"address":"[^"]*"/, '"address":"__proto__"')),
  "a folder": (path) => {
    Deno.removeSync(path);
    Deno.mkdirSync(`${path}/within`, { recursive: true });
  },
  "a link to itself": (path) => {
    Deno.removeSync(path);
    Deno.symlinkSync(path, path);
  },
};

for (const [what, put] of Object.entries(STRANGE)) {
  Deno.test(`${what} in the place of the record is kept aside, and DEL goes on without`, async () => {
    using world = new World();
    const { config, before } = await attachedFromHost(world);
    const path = recordPath(STATE_DIR, keyOf(world));
    put(path, Deno.readTextFileSync(path));
    for (let i = 0; i < 2; i++) {
      const reply = await world.call("DEL", config);
      assert.equal(reply.exitCode, 0, reply.stdout);
      if (i === 0) assert.match(reply.stderr, /it is kept as .*\.aside/);
    }
    assert.deepEqual(Object.keys(essence(await world.seeHost())), Object.keys(before));
    assert.deepEqual((await world.see()).links.map(({ ifname }) => ifname), ["lo"]);
    assert.deepEqual(world.records(), []);
  });
}

Deno.test("a record of a newer version is kept aside, unread, and DEL and GC give back what bears the attachment's marks", async () => {
  const none = { "cni.dev/valid-attachments": [] };
  for (const command of ["DEL", "GC"]) {
    using world = new World();
    const { config, before } = await attachedFromHost(world);
    const path = recordPath(STATE_DIR, keyOf(world));
    const newer = JSON.stringify({ ...JSON.parse(Deno.readTextFileSync(path)), version: 2 });
    Deno.writeTextFileSync(path, newer);
    if (command === "GC") {
      // The kernel, too, brings links back to the host: here under the names that they had inside.
      await witness.run(`ip -n ${world.id} link del bond0`);
      using hostNetns = Netns.current();
      for (const { index } of listLinks(world.container).filter(({ kind }) => kind === "dummy")) {
        setLink(world.container, index, { netns: hostNetns });
      }
    }
    const { stderr } = await world.call(command, { ...config, ...none });
    const [, aside = ""] = /it is kept as (.*)/.exec(stderr) ?? [];
    assert.equal(Deno.readTextFileSync(aside), newer, stderr);
    assert.deepEqual(Object.keys(essence(await world.seeHost())), Object.keys(before));
    assert.deepEqual(world.records(), []);
  }
});

Deno.test("what a newer version has recorded is no leftover for ADD, nor for who cannot know that the pod is gone", async () => {
  using world = new World();
  const { config } = await attachedFromHost(world);
  const path = recordPath(STATE_DIR, keyOf(world));
  const newer = JSON.stringify({ ...JSON.parse(Deno.readTextFileSync(path)), version: 2 });
  Deno.writeTextFileSync(path, newer);
  const { problems } = await collectGarbage({ dryRun: false });
  assert.match(problems.join(), /was written by a newer version of the plugin \(format 2\)/);
  await witness.run(`ip -n ${world.id} link del bond0`);
  assert.equal((await world.fail("ADD", config)).code, 5);
  assert.equal(Deno.readTextFileSync(path), newer);
  // One attachment's record is in nobody else's way.
  using other = new World();
  other.twoLinks();
  await other.succeed("DEL", other.config(["net1", "net2"]));
  await world.succeed("DEL", config);
});

Deno.test("a record of an earlier start of the machine is forgotten, and nothing is touched", async () => {
  using world = new World();
  const { config } = await attachedFromHost(world);
  const path = recordPath(STATE_DIR, keyOf(world));
  const record = JSON.parse(Deno.readTextFileSync(path));
  record.netns.boot = "00000000-0000-4000-8000-000000000000";
  Deno.writeTextFileSync(path, JSON.stringify(record));
  const during = essence((await world.see()).links);
  const reply = await world.call("DEL", config);
  assert.match(reply.stderr, /of an earlier start of the machine: forgotten/);
  assert.deepEqual(essence((await world.see()).links), during);
  assert.deepEqual(world.records(), []);
});

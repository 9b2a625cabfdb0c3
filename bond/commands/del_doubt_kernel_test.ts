/** DEL that meets something else than what ADD made. */

import assert from "node:assert/strict";
import { createLink, deleteLink, getLink, Netns, setLink } from "../../netlink/mod.ts";
import { recordPath, removeRecord } from "../restore/mod.ts";
import { STATE_DIR } from "../state_dir.ts";
import { essence, MAC, witness, World } from "../testing.ts";
import { attached } from "../testing_attached.ts";

Deno.test("DEL without ADD succeeds and touches nothing", async () => {
  using world = new World();
  world.dummy("net1", { up: true });
  const before = essence((await world.see()).links);
  await world.succeed("DEL", world.config(["net1", "net2"]));
  await world.assertUntouched(before);
});

Deno.test("a link that was taken out of the bond by hand is given back too", async () => {
  using world = new World();
  const { config, before } = await attached(world);
  const { index } = getLink(world.container, "net2");
  setLink(world.container, index, { master: 0 });
  setLink(world.container, index, {
    name: "other",
    address: "02:00:00:00:0f:0f",
    mtu: 1300,
    up: true,
  });
  await world.succeed("DEL", config);
  await world.assertUntouched(before);
});

Deno.test("a link that has another master by now is left alone", async () => {
  using world = new World();
  const { config } = await attached(world);
  createLink(world.container, { name: "br0", kind: "bridge" });
  const master = getLink(world.container, "br0").index;
  setLink(world.container, getLink(world.container, "net2").index, { master });
  await world.succeed("DEL", config);
  const net2 = (await world.see()).links.find(({ ifname }) => ifname === "net2");
  assert.equal(net2?.master, "br0");
  assert.deepEqual(world.records(), []);
});

Deno.test("DEL leaves alone what has the bond's name and is none", async () => {
  using world = new World();
  world.dummy("bond0", { up: true });
  world.dummy("net1");
  const before = essence((await world.see()).links);
  const reply = await world.call("DEL", world.config(["net1", "net2"]));
  assert.equal(reply.exitCode, 0);
  assert.match(reply.stderr, /interface bond0 is no bond/);
  await world.assertUntouched(before);
});

Deno.test("a stale path leads to another container's bond, which stays", async () => {
  using other = new World();
  using world = new World();
  await attached(other);
  const during = essence((await other.see()).links);
  const stale = { CNI_NETNS: other.netnsPath };

  // Without a record, but with the other container's in the same place.
  const config = world.config(["net1", "net2"]);
  const unrecorded = await world.call("DEL", config, { variables: stale });
  assert.match(unrecorded.stderr, /belongs to container/);
  assert.deepEqual(essence((await other.see()).links), during);

  // With a record of the namespace that is meant, which is still there.
  const { config: own, before } = await attached(world);
  const replaced = await world.call("DEL", own, { variables: stale });
  assert.equal(replaced.exitCode, 0);
  assert.match(replaced.stderr, /is another namespace than at ADD/);
  assert.deepEqual(essence((await other.see()).links), during);
  assert.deepEqual(essence((await world.see()).links), before);
});

Deno.test("a bond of another implementation goes when its links are the configured ones", async () => {
  using world = new World();
  world.dummy("net1", { address: MAC[0] });
  world.dummy("net2", { address: MAC[1] });
  const before = essence((await world.see()).links);
  const make = () => {
    createLink(world.container, { name: "bond0", kind: "bond", bond: { mode: 1 } });
    const master = getLink(world.container, "bond0").index;
    for (const name of ["net1", "net2"]) {
      setLink(world.container, getLink(world.container, name).index, { master });
    }
  };
  make();
  await world.succeed("DEL", world.config(["net1", "net2"]));
  await world.assertUntouched(before);

  make();
  const during = essence((await world.see()).links);
  const reply = await world.call("DEL", world.config(["net1", "net3"]));
  assert.match(reply.stderr, /has the link net2, which is not in the configuration/);
  assert.deepEqual(essence((await world.see()).links), during);
});

Deno.test("another bond of the container does not keep one without a record from going", async () => {
  using world = new World();
  for (const name of ["net1", "net2", "net3", "net4"]) world.dummy(name);
  const before = essence((await world.see()).links);
  const [first, second] = [world.config(["net1", "net2"]), world.config(["net3", "net4"])];
  const other = { variables: { CNI_IFNAME: "bond1" } };
  await world.succeed("ADD", first);
  await world.succeed("ADD", second, other);
  removeRecord(STATE_DIR, { network: "bond-net", containerId: world.id, ifname: "bond0" });
  await world.succeed("DEL", first);
  assert.deepEqual(Object.keys(essence((await world.see()).links)).includes("bond0"), false);
  await world.succeed("DEL", second, other);
  await world.assertUntouched(before);
});

Deno.test("host links that another implementation moved go back to the host", async () => {
  using world = new World();
  const name = world.hostName("a");
  world.dummy(name, {}, "host");
  setLink(world.host, getLink(world.host, name).index, { netns: world.netns });
  createLink(world.container, { name: "bond0", kind: "bond" });
  const master = getLink(world.container, "bond0").index;
  setLink(world.container, getLink(world.container, name).index, { master });
  await world.succeed("DEL", world.config([name, "other"], { linksInContainer: false }));
  assert.deepEqual((await world.seeHost()).map(({ ifname }) => ifname), [name]);
  assert.deepEqual((await world.see()).links.map(({ ifname }) => ifname), ["lo"]);
});

/** A bond over two links of the host, made, and what was before. */
async function attachedFromHost(world: World) {
  const [first, second] = [world.hostName("a"), world.hostName("b")];
  world.dummy(first, { address: MAC[0] }, "host");
  world.dummy(second, { address: MAC[1] }, "host");
  const before = essence(await world.seeHost());
  const links = [first, { name: second, ifName: "net2" }];
  const config = world.config(links, { linksInContainer: false });
  await world.succeed("ADD", config);
  return { config, before };
}

Deno.test("what has the index or the name of a link that is gone, and is another, is left alone", async () => {
  {
    using world = new World();
    const { config } = await attached(world);
    const { index } = getLink(world.container, "net2");
    deleteLink(world.container, index);
    await witness.run(`ip -n ${world.id} link add other index ${index} mtu 1300 up type bridge`);
    const other = await world.seeLink("other");
    await world.succeed("DEL", config);
    assert.deepEqual(essence([await world.seeLink("other")]), essence([other]));
  }
  using world = new World();
  const { config } = await attachedFromHost(world);
  const [, second] = config["links"] as [unknown, { name: string }];
  deleteLink(world.container, getLink(world.container, "net2").index);
  world.dummy(second.name, { mtu: 1300, up: true }, "host");
  const other = (await world.seeHost()).filter(({ ifname }) => ifname === second.name);
  await world.succeed("DEL", config);
  const after = (await world.seeHost()).filter(({ ifname }) => ifname === second.name);
  assert.deepEqual(essence(after), essence(other));
});

Deno.test("another link under the name of a host link in the container stays there", async () => {
  using world = new World();
  const { config } = await attachedFromHost(world);
  deleteLink(world.container, getLink(world.container, "net2").index);
  world.dummy("net2");
  await world.succeed("DEL", config);
  assert.deepEqual((await world.see()).links.map(({ ifname }) => ifname), ["lo", "net2"]);
});

Deno.test("a host link that somebody brought back and put to use is left alone", async () => {
  using world = new World();
  const { config, before } = await attachedFromHost(world);
  const [name = ""] = Object.keys(before);
  using hostNetns = Netns.current();
  setLink(world.container, getLink(world.container, name).index, { netns: hostNetns, name });
  const bridge = world.hostName("z");
  createLink(world.host, { name: bridge, kind: "bridge" });
  const { index } = getLink(world.host, name);
  setLink(world.host, index, { master: getLink(world.host, bridge).index, mtu: 1400, up: true });
  const used = essence(await world.seeHost())[name];
  await world.succeed("DEL", config);
  assert.deepEqual(essence(await world.seeHost())[name], used);
  assert.deepEqual(world.records(), []);
});

Deno.test("host links go back from a bond that was renamed, and from another master", async () => {
  using world = new World();
  const { config, before } = await attachedFromHost(world);
  const { index } = getLink(world.container, "bond0");
  setLink(world.container, index, { up: false });
  setLink(world.container, index, { name: "other" });
  createLink(world.container, { name: "br0", kind: "bridge" });
  const master = getLink(world.container, "br0").index;
  setLink(world.container, getLink(world.container, "net2").index, { master });
  await world.succeed("DEL", config);
  assert.deepEqual(essence(await world.seeHost()), before);
  assert.deepEqual(world.records(), []);
});

Deno.test("host links get their names back, and lose their alias, when the record is lost", async () => {
  using world = new World();
  const { config, before } = await attachedFromHost(world);
  removeRecord(STATE_DIR, { network: "bond-net", containerId: world.id, ifname: "bond0" });
  await world.succeed("DEL", config);
  assert.deepEqual(essence(await world.seeHost()), before);
  assert.deepEqual((await world.see()).links.map(({ ifname }) => ifname), ["lo"]);
});

Deno.test("DEL cleans up with a configuration that ADD would refuse", async () => {
  for (
    const changes of [
      { mtu: 99999 },
      { mode: "no-such-mode", miimon: "soon" },
      { links: [] },
      { links: [{ name: "net9" }, { name: "net8" }] },
      { links: "broken", linksInContainer: "perhaps" },
    ]
  ) {
    using world = new World();
    const { config, before } = await attached(world);
    await world.succeed("DEL", { ...config, ...changes });
    await world.assertUntouched(before);
  }
});

Deno.test("DEL does not care about prevResult", async () => {
  for (const prevResult of [{}, { cniVersion: "9.9.9" }, "junk", { ips: "?" }]) {
    using world = new World();
    const { config, before } = await attached(world);
    await world.succeed("DEL", { ...config, prevResult });
    await world.assertUntouched(before);
  }
});

Deno.test("a record that cannot be understood is no reason to leave the bond", async () => {
  for (const text of ["half a rec", '{"version":1,"links":[]}', '{"version":1,"links":[null]}']) {
    using world = new World();
    const { config } = await attached(world);
    const key = { network: "bond-net", containerId: world.id, ifname: "bond0" };
    Deno.writeTextFileSync(recordPath(STATE_DIR, key), text);
    await world.succeed("DEL", config);
    const { links } = await world.see();
    assert.deepEqual(links.map(({ ifname }) => ifname), ["lo", "net1", "net2"]);
    assert.deepEqual(world.records(), []);
  }
});

Deno.test("DEL reads keys as leniently as ADD: it finds the record, and leaves links of the container there", async () => {
  for (const linksInContainer of [true, "true", 1, "on"]) {
    using world = new World();
    world.dummy("net1", { address: MAC[0], up: true, mtu: 2000 });
    world.dummy("net2", { address: MAC[1], mtu: 1600 });
    const before = essence((await world.see()).links);
    const { links, ...rest } = world.config(["net1", "net2"], { linksInContainer });
    const config = { ...rest, Links: links };
    await world.succeed("ADD", config);
    await world.succeed("DEL", config);
    await world.assertUntouched(before);

    await world.succeed("ADD", config);
    removeRecord(STATE_DIR, {
      network: "bond-net",
      containerId: world.id,
      ifname: "bond0",
    });
    await world.succeed("DEL", config);
    const { links: left } = await world.see();
    assert.deepEqual(left.map(({ ifname }) => ifname), ["lo", "net1", "net2"]);
  }
});

/** ADD that is refused: by whom, in which words, and that nothing has changed. */

import assert from "node:assert/strict";
import { createLink, getLink, setLink } from "../../netlink/mod.ts";
import { essence, MAC, REFUSED, witness, World } from "../testing.ts";

Deno.test("a link that has a master is refused, and keeps it", async () => {
  using world = new World();
  world.twoLinks();
  createLink(world.container, { name: "br0", kind: "bridge" });
  const bridge = getLink(world.container, "br0").index;
  setLink(world.container, getLink(world.container, "net2").index, { master: bridge });
  const before = essence((await world.see()).links);
  const { code, msg } = await world.fail("ADD", world.config(["net1", "net2"]));
  assert.equal(code, 101);
  assert.match(msg, /link net2 belongs to another bond or bridge/);
  await world.assertUntouched(before);
});

Deno.test("an interface of the bond's name is left alone, and nothing else is touched", async () => {
  using world = new World();
  world.twoLinks();
  world.dummy("bond0");
  const before = essence((await world.see()).links);
  const { code, msg } = await world.fail("ADD", world.config(["net1", "net2"]));
  assert.equal(code, 103);
  assert.match(msg, /the container has an interface bond0 already/);
  await world.assertUntouched(before);
});

Deno.test("a second ADD of an attachment is refused, and the first one stays", async () => {
  using world = new World();
  world.twoLinks();
  const config = world.config(["net1", "net2"]);
  await world.succeed("ADD", config);
  const during = essence((await world.see()).links);
  assert.equal((await world.fail("ADD", config)).code, 103);
  assert.deepEqual(essence((await world.see()).links), during);
  assert.equal(world.records().length, 1);
});

Deno.test("a missing link fails ADD, and the message lists what there is and what to do", async () => {
  using world = new World();
  world.twoLinks();
  const before = essence((await world.see()).links);
  const { code, msg, details } = await world.fail("ADD", world.config(["net1", "net3"]));
  assert.equal(code, 100);
  assert.equal(
    msg,
    "link net3 is absent in the container; in the container there are lo, net1, net2",
  );
  assert.match(details, /bond runs after the networks that create its links/);
  await world.assertUntouched(before);
});

Deno.test("the kernel's own words are in the details", async () => {
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
      ...REFUSED,
    }),
  );
  assert.equal(code, 104);
  assert.match(details, /the kernel says: \w+/);
});

Deno.test("an ipvlan link is refused with a reason, and all is as before", async () => {
  for (const mode of ["active-backup", "802.3ad"]) {
    using world = new World();
    world.dummy("parent");
    world.twoLinks();
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
    await world.assertUntouched(before);
  }
});

Deno.test("links of different types are refused", async () => {
  using world = new World();
  world.twoLinks();
  await witness.run(`ip -n ${world.id} tuntap add tun0 mode tun`);
  const before = essence((await world.see()).links);
  const tunnel = await world.fail("ADD", world.config(["net1", "tun0"]));
  assert.equal(tunnel.code, 102);
  assert.match(tunnel.msg, /net1 and tun0 are of different types/);
  const loopback = await world.fail("ADD", world.config(["net1", "lo"]));
  assert.equal(loopback.code, 102);
  assert.match(loopback.msg, /loopback/);
  await world.assertUntouched(before);
});

Deno.test("a link that is selected twice, or given the name of another one, is refused before a change", async () => {
  using world = new World();
  world.twoLinks();
  const before = essence((await world.see()).links);
  const twice = await world.fail("ADD", world.config(["net1", { mac: MAC[0] }]));
  assert.equal(twice.code, 102);
  assert.match(twice.msg, /net1 is selected twice/);
  const links = [{ mac: MAC[0] }, { name: "net2", ifName: "net1" }];
  const named = await world.fail("ADD", world.config(links));
  assert.equal(named.code, 102);
  assert.match(named.msg, /two links would be called net1/);
  await world.assertUntouched(before);
});

Deno.test("the kernel's refusal of a queue undoes everything", async () => {
  using world = new World();
  world.twoLinks();
  const before = essence((await world.see()).links);
  const links = [{ name: "net1", queueId: 3 }, { name: "net2", queueId: 4 }];
  await world.fail("ADD", world.config(links, { numTxQueues: 3 }));
  await world.assertUntouched(before);
});

Deno.test("a path that is no namespace fails ADD and CHECK", async () => {
  using world = new World();
  world.twoLinks();
  const file = Deno.makeTempFileSync();
  const config = world.config(["net1", "net2"]);
  for (const netns of [file, "/run/netns/nowhere"]) {
    const { code, msg } = await world.fail("ADD", config, { variables: { CNI_NETNS: netns } });
    assert.equal(code, 8);
    assert.match(msg, new RegExp(netns));
  }
  Deno.removeSync(file);
});

Deno.test("an active link without carrier is refused with advice, and everything is put back", async () => {
  using world = new World();
  world.veth("net1", "far1");
  world.veth("net2", "far2");
  world.up("far1");
  const before = essence((await world.see()).links);
  const config = world.config(["net1", "net2"], { activeLink: "net2" });
  const { msg, details } = await world.fail("ADD", config);
  assert.equal(msg, "cannot make link net2 the active one: EINVAL");
  assert.match(details, /set waitForCarrier/);
  await world.assertUntouched(before);
});

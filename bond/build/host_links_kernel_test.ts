/** Links that the node has: which may be taken, and under which names. */

import assert from "node:assert/strict";
import { type JsonObject } from "../../cni/mod.ts";
import { addAddress, createLink, getLink, setLink } from "../../netlink/mod.ts";
import { essence, MAC, witness, World } from "../testing.ts";
import { setPolicy, TEST_POLICY } from "../testing_node.ts";

Deno.test("a link at the other end is found, and linksInContainer is named", async () => {
  using world = new World();
  world.twoLinks();
  const name = world.hostName("x");
  world.dummy(name, {}, "host");
  const onHost = await world.fail("ADD", world.config(["net1", name]));
  assert.match(onHost.details, /it is on the host/);
  const inside = await world.fail("ADD", world.config([name, "net2"], { linksInContainer: false }));
  assert.equal(inside.code, 100);
  assert.match(inside.details, /it is in the container: set linksInContainer to true/);
});

Deno.test("a host link's name that the container has is refused before it moves", async () => {
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

Deno.test("host links that the node needs are refused, unless policy and configuration allow it", async () => {
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
  await witness.run(`ip address flush dev ${second}`);
  await witness.run(`ip -6 route add default dev ${second} metric 9999`);
  assert.match(await refusal(), /carries the default route/);
  setPolicy({ ...TEST_POLICY, allowInUse: true });
  await world.succeed("ADD", config({ allowInUse: true }));
  await world.succeed("DEL", config({ allowInUse: true }));
  assert.match(await refusal(), /carries the default route/);
  await witness.run(
    `ip -6 route del default dev ${second}; ip route del default dev ${second} || :`,
  );

  const vlan = world.hostName("v");
  createLink(world.host, { name: vlan, kind: "vlan", parent: used.index, vlan: { id: 5 } });
  assert.match(await refusal(), new RegExp(`${vlan} is on top of it`));
  const bridge = world.hostName("z");
  createLink(world.host, { name: bridge, kind: "bridge" });
  setLink(world.host, used.index, { master: getLink(world.host, bridge).index });
  assert.match(await refusal(), /belongs to the bond or bridge/);
});

/** Host links that are in use: every kind of use keeps a link on the host, and is given back where it was taken under permission. */

import assert from "node:assert/strict";
import type { JsonObject } from "../../cni/mod.ts";
import { getLink } from "../../netlink/mod.ts";
import { attachTcx } from "../../netlink/testing_tcx.ts";
import { MAC, witness, World } from "../testing.ts";
import { setPolicy, TEST_POLICY } from "../testing_node.ts";

/** Runs a line of a shell on the host, of links `d` and `o`; what it makes for the test it must name with `t`. */
type Scene = readonly [what: string, make: string, said: RegExp, undo?: string];

const SCENES: readonly Scene[] = [
  ["an address", "ip addr add 192.0.2.1/32 dev $d", /has the address 192\.0\.2\.1\/32/],
  [
    "an address of IPv4 for the link alone",
    "ip addr add 169.254.7.7/16 scope link dev $d",
    /has the address 169\.254/,
  ],
  ["an address of IPv6", "ip addr add 2001:db8::1/64 nodad dev $d", /has the address 2001:db8::1/],
  [
    "a link-local address that somebody gave it",
    "ip addr add fe80::1/64 nodad dev $d",
    /has the address fe80::1/,
  ],
  ["a default route", "ip route add default dev $d metric 999", /carries the default route/],
  [
    "a default route of another table",
    "ip route add default dev $d table 77",
    /carries the default route/,
  ],
  [
    "half of a default route",
    "ip route add 0.0.0.0/1 dev $d",
    /the route 0\.0\.0\.0\/1 \(table 254\)/,
  ],
  [
    "the route to one pod",
    "ip route add 10.9.9.9/32 dev $d scope link",
    /the route 10\.9\.9\.9\/32/,
  ],
  ["a route of another table", "ip route add 10.9.9.9/32 dev $d table 4711", /\(table 4711\)/],
  [
    "a route that is said to be the kernel's",
    "ip route add 10.7.0.0/16 dev $d proto kernel",
    /the route 10\.7/,
  ],
  ["a route of IPv6", "ip -6 route add 2001:db8:9::/48 dev $d", /the route 2001:db8:9::\/48/],
  [
    "a link-local route that somebody gave it",
    "ip -6 route add fe80:0:0:7::/64 dev $d table 99",
    /the route fe80/,
  ],
  [
    "one way of a route",
    "ip route add 10.8.0.0/16 nexthop dev $d nexthop dev $o",
    /the route 10\.8\.0\.0\/16/,
  ],
  [
    "a multicast route of IPv4",
    "ip route add multicast 239.1.1.0/24 dev $d",
    /the route 239\.1\.1\.0/,
  ],
  ["a next hop", "ip nexthop add id 77 dev $d", /next hop/, "ip nexthop del id 77"],
  [
    "a route by a next hop",
    "ip nexthop add id 78 dev $d; ip route add 10.6.0.0/16 nhid 78",
    /10\.6\.0\.0|next hop/,
    "ip nexthop del id 78",
  ],
  [
    "a permanent neighbour",
    "ip neigh add 192.0.2.9 lladdr 02:00:00:00:09:09 dev $d nud permanent",
    /192\.0\.2\.9 is a neighbour/,
  ],
  [
    "a neighbour of IPv6",
    "ip neigh add 2001:db8::9 lladdr 02:00:00:00:09:09 dev $d nud stale",
    /2001:db8::9 is a neighbour/,
  ],
  [
    "a neighbour that it answers for",
    "ip neigh add proxy 192.0.2.8 dev $d",
    /answers for 192\.0\.2\.8/,
  ],
  ["a queueing discipline", "tc qdisc add dev $d root handle 1: prio", /traffic control \(prio\)/],
  ["filters of what comes in", "tc qdisc add dev $d ingress", /traffic control \(ingress\)/],
  ["programmes of traffic control", "tc qdisc add dev $d clsact", /traffic control \(clsact\)/],
  [
    "a bridge above it",
    "ip link add $t type bridge; ip link set $d master $t",
    /belongs to the bond or bridge/,
  ],
  [
    "a VRF above it",
    "ip link add $t type vrf table 7; ip link set $d master $t",
    /belongs to the bond or bridge/,
  ],
  ["a VLAN on it", "ip link add $t link $d type vlan id 5", /is on top of it/],
  ["a macvlan on it", "ip link add $t link $d type macvlan", /is on top of it/],
];

/** A world with two idle links on the host, the first of which is up. */
function idle(world: World): { first: string; second: string; temporary: string } {
  const [first, second, temporary] = [
    world.hostName("d"),
    world.hostName("o"),
    world.hostName("t"),
  ];
  world.dummy(first, { address: MAC[0], up: true }, "host");
  world.dummy(second, { address: MAC[1], up: true }, "host");
  return { first, second, temporary };
}

Deno.test("a host link stays where it is while the host has anything on it, and goes when it is idle", async () => {
  using world = new World();
  const { first, second, temporary } = idle(world);
  const run = (line: string) => witness.run(`d=${first} o=${second} t=${temporary}; { ${line}; }`);
  const config = (extra: JsonObject = {}) =>
    world.config([first, second], { linksInContainer: false, ...extra });
  const show =
    `ip -d addr show dev ${first}; ip route show table all dev ${first}; ip -6 route show table all dev ${first}`;
  for (const [what, make, said, undo = ""] of SCENES) {
    await run(`${make} >&2`);
    const before = await run(show);
    for (const extra of [{}, { allowInUse: true }]) {
      const { code, msg, details } = await world.fail("ADD", config(extra))
        .catch((cause) => assert.fail(`${what}: ${cause}`));
      assert.equal(code, 101, `${what}: ${msg}`);
      assert.match(msg, said, what);
      assert.match(`${msg} ${details}`, /\/etc\/cni\/bond\/policy\.json/);
    }
    assert.equal(await run(show), before, what);
    assert.deepEqual(world.records(), []);
    // What is left goes with the link.
    await run(
      `${undo || ":"}; ip link del $t 2>/dev/null; ip link del $d; ` +
        `ip link add $d address ${MAC[0]} type dummy; ip link set $d up`,
    );
  }
  // The kernel's own: a link-local address, its routes, and stations of multicast.
  assert.match(await run("ip -6 addr show dev $d; ip -6 route show table all dev $d"), /fe80::/);
  await world.succeed("ADD", config());
  await world.succeed("DEL", config());
});

Deno.test("a link that a programme of traffic control looks at is not taken", async () => {
  using world = new World();
  const { first, second } = idle(world);
  const config = world.config([first, second], { linksInContainer: false });
  const { index } = getLink(world.host, first);
  const [major = 0, minor = 0] = Deno.osRelease().split(".").map(Number);
  // Older kernels have no such programmes.
  if (major * 100 + minor < 606) assert.throws(() => attachTcx(index), /EINVAL/);
  else {
    using _programme = attachTcx(index);
    const { code, msg } = await world.fail("ADD", config);
    assert.equal(code, 101);
    assert.match(msg, /a programme of traffic control looks at its frames/);
  }
  await world.succeed("ADD", config);
  await world.succeed("DEL", config);
});

Deno.test("the host's end of a pod's link is not taken, whoever may take it by its name", async () => {
  using victim = new World();
  using world = new World();
  const name = world.hostName("c");
  await witness.run(
    `ip link add ${name} type veth peer name eth0 netns ${victim.id}; ip link set ${name} up`,
  );
  const config = world.config([name], { linksInContainer: false, allowSingleLink: true });
  const { code, msg } = await world.fail("ADD", config);
  assert.equal(code, 101);
  assert.match(msg, /the host's end of another namespace's link/);
  await witness.run(`ip route add 10.9.9.9/32 dev ${name}`);
  assert.equal((await world.fail("ADD", config)).code, 101);
  assert.match(await witness.run("ip route show 10.9.9.9"), new RegExp(`dev ${name}`));
  assert.deepEqual((await victim.see()).links.map(({ ifname }) => ifname), ["lo", "eth0"]);
});

Deno.test("what is taken under permission is given back with addresses, routes, neighbours and master", async () => {
  using world = new World();
  setPolicy({ ...TEST_POLICY, allowInUse: true });
  const { first, second, temporary } = idle(world);
  await witness.run(`d=${first} o=${second} t=${temporary}
    ip link add $t type bridge; ip link set $t up; ip link set $o master $t
    ip addr add 192.0.2.1/24 dev $d; ip addr add 198.51.100.1 peer 198.51.100.2 dev $d label $d:x
    ip addr add 2001:db8::1/64 nodad dev $d
    ip route add default via 192.0.2.254 dev $d metric 999; ip route add 10.9.9.9/32 dev $d table 4711
    ip route add 10.10.0.0/16 via 192.0.2.253 dev $d src 192.0.2.1 mtu 1300
    ip -6 route add 2001:db8:9::/48 via 2001:db8::2 dev $d
    ip neigh add 192.0.2.9 lladdr 02:00:00:00:09:09 dev $d nud permanent`);
  const show =
    `for d in ${first} ${second}; do ip -j addr show dev $d; ip -j route show table all dev $d
    ip -j -6 route show table all dev $d; ip -j neigh show dev $d nud permanent; done`;
  const look = async () =>
    (await witness.run(show)).replace(/"(ifindex|stats\w*|valid_life_time|expires)":\d+,?/g, "")
      .split("\n");
  const before = await look();
  const config = world.config([first, second], { linksInContainer: false, allowInUse: true });
  await world.succeed("ADD", config);
  assert.deepEqual(await world.seeHost().then((links) => links.map(({ ifname }) => ifname)), [
    temporary,
  ]);
  const { stderr } = await world.call("DEL", config);
  assert.equal(stderr, "");
  assert.deepEqual(await look(), before);
  assert.deepEqual(world.records(), []);
});

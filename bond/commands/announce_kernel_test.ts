/** ADD tells the network where the bond's addresses are, if it can. */

import assert from "node:assert/strict";
import { gratuitousArp } from "../../cni/mod.ts";
import { attachmentVariables, callExecutable, pluginCommand } from "../../cni/testing.ts";
import { ETH_P_ALL, getLink, PacketSocket } from "../../netlink/mod.ts";
import { witness, World } from "../testing.ts";
import { giving, switched } from "../testing_switched.ts";

Deno.test("ADD announces the bond's addresses, so that the network knows at once where they are", async () => {
  using world = new World();
  using fabric = new World();
  switched(world, fabric);
  const { index } = getLink(fabric.container, "port1");
  // The bridge takes frames of a single protocol away before a socket sees them, but not all frames.
  using wire = PacketSocket.open({ netns: fabric.netns, index, protocol: ETH_P_ALL });
  using ipam = giving("192.0.2.5/24");
  const ask = { ipam: { type: "fake-ipam" }, waitForCarrier: 5000, primary: "net1" };
  await world.succeed("ADD", world.config(["net1", "net2"], ask), { ipam });
  const { address } = getLink(world.container, "bond0");
  const announcement = [...gratuitousArp(address, "192.0.2.5")];
  for (;;) {
    const frame = wire.receive(2000);
    assert(frame, "no announcement came");
    if ([...frame].slice(0, announcement.length).join() === announcement.join()) break;
  }
});

Deno.test("addresses that nobody hears announced, for want of carrier, are told in the log", async () => {
  using world = new World();
  using far = new World();
  for (const i of [1, 2]) world.veth(`net${i}`, `port${i}`, { netns: far.netns });
  using ipam = giving("192.0.2.5/24");
  const config = world.config(["net1", "net2"], { ipam: { type: "fake-ipam" } });
  const { exitCode, stderr } = await world.call("ADD", config, { ipam });
  assert.deepEqual([exitCode, /bond0 has no carrier yet.* waitForCarrier/.test(stderr)], [0, true]);
});

Deno.test("links that are not Ethernet get an address, and nothing about it is announced", async () => {
  using world = new World();
  for (const name of ["net1", "net2"]) {
    await witness.run(`ip netns exec ${world.id} ip tuntap add ${name} mode tun`);
  }
  using ipam = giving("192.0.2.5/24");
  const ask = { failOverMac: "active", ipam: { type: "fake-ipam" } };
  const config = world.config(["net1", "net2"], ask);
  const { exitCode, stdout, stderr } = await world.call("ADD", config, { ipam });
  assert.equal(exitCode, 0, stdout);
  assert.doesNotMatch(stderr, /announced/);
  await world.succeed("DEL", config, { ipam });
});

Deno.test("ADD works where nothing can be announced for want of CAP_NET_RAW, and says so", async () => {
  using world = new World();
  using fabric = new World();
  switched(world, fabric);
  using ipam = giving("192.0.2.5/24");
  const command = ["setpriv", "--bounding-set", "-net_raw", ...pluginCommand()];
  const config = world.config(["net1", "net2"], { ipam: { type: "fake-ipam" } });
  const { exitCode, stdout, stderr } = await callExecutable(command, {
    variables: attachmentVariables("ADD", {
      CNI_CONTAINERID: world.id,
      CNI_NETNS: world.netnsPath,
      CNI_IFNAME: "bond0",
      CNI_PATH: ipam.directory,
    }),
    stdin: config,
  });
  assert.equal(exitCode, 0, stdout);
  assert.match(
    stderr,
    /addresses of bond0 are not announced: .*EPERM; the plugin needs CAP_NET_RAW/,
  );
  await world.succeed("DEL", config, { ipam });
});

Deno.test("with announce false ADD says nothing of the bond's addresses", async () => {
  using world = new World();
  using fabric = new World();
  switched(world, fabric);
  const { index } = getLink(fabric.container, "port1");
  using wire = PacketSocket.open({ netns: fabric.netns, index, protocol: ETH_P_ALL });
  using ipam = giving("192.0.2.5/24");
  const ask = { ipam: { type: "fake-ipam" }, waitForCarrier: 5000, primary: "net1" };
  const config = world.config(["net1", "net2"], { ...ask, announce: false });
  await world.succeed("ADD", config, { ipam });
  const { address } = getLink(world.container, "bond0");
  const announcement = [...gratuitousArp(address, "192.0.2.5")].join();
  for (let frame = wire.receive(200); frame; frame = wire.receive(200)) {
    assert.notEqual([...frame].slice(0, 42).join(), announcement);
  }
});

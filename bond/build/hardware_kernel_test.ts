/**
 * Hardware in a namespace that dies: the kernel returns it to the host under the name that it had,
 * or another where that is taken.
 */

import assert from "node:assert/strict";
import { deleteNetns, findLink, getLink, setLink } from "../../netlink/mod.ts";
import { essence, idleHardware, see, type SeenLink, witness, World } from "../testing.ts";

async function seeHardware(names: readonly string[]): Promise<SeenLink[]> {
  return (await see()).links.filter(({ ifname }) => names.includes(ifname));
}

/** A world whose links are hardware, with everything about it changed that can be given back. */
function hardwareWorld(): { world: World; names: string[] } {
  const [first, second] = idleHardware();
  const world = new World();
  setLink(world.host, first.index, { mtu: 1400, alias: "uplink one" });
  setLink(world.host, second.index, { mtu: 1450 });
  return { world, names: [first.name, second.name] };
}

/** Lets the container's namespace die, with everything that holds it. */
function kill(world: World): void {
  world.container[Symbol.dispose]();
  world.netns[Symbol.dispose]();
  deleteNetns(world.netnsPath);
}

Deno.test("hardware whose namespace died is found again, and gets back name, MAC, MTU and alias", async () => {
  for (const variables of [{ CNI_NETNS: "" }, {}]) {
    const { world, names } = hardwareWorld();
    const before = essence(await seeHardware(names));
    const links = [{ name: names[0], ifName: "net1" }, names[1]];
    const config = world.config(links, { linksInContainer: false, mac: "02:00:00:00:0a:0a" });
    await world.succeed("ADD", config);
    assert.deepEqual(await seeHardware(names), []);
    // net1 is taken on the host: the kernel has to choose another name.
    await witness.run("ip link add net1 type dummy");
    kill(world);
    try {
      await world.succeed("DEL", config, { variables });
      assert.deepEqual(essence(await seeHardware(names)), before);
      assert.deepEqual(world.records(), []);
    } finally {
      await witness.run("ip link del net1");
      world[Symbol.dispose]();
    }
  }
});

Deno.test("hardware that is not back yet is given back by a later DEL", async () => {
  const { world, names } = hardwareWorld();
  const before = essence(await seeHardware(names));
  const config = world.config(names, { linksInContainer: false });
  await world.succeed("ADD", config);
  // Something still holds the namespace, as a process that outlives its pod does.
  deleteNetns(world.netnsPath);
  await world.succeed("DEL", config);
  assert.equal(world.records().length, 1);
  kill(world);
  await world.succeed("DEL", config);
  assert.deepEqual(essence(await seeHardware(names)), before);
  assert.deepEqual(world.records(), []);
  world[Symbol.dispose]();
});

Deno.test("GC finds hardware whose namespace died, too", async () => {
  const { world, names } = hardwareWorld();
  const before = essence(await seeHardware(names));
  const config = world.config(names, { linksInContainer: false, mtu: 1300 });
  await world.succeed("ADD", config);
  kill(world);
  await world.succeed("GC", { ...config, "cni.dev/valid-attachments": [] });
  assert.deepEqual(essence(await seeHardware(names)), before);
  world[Symbol.dispose]();
});

Deno.test("hardware is selected by its permanent MAC, and given back by DEL as it was", async () => {
  const { world, names } = hardwareWorld();
  using _ = world;
  const before = essence(await seeHardware(names));
  const links = names.map((name, i) => ({
    mac: getLink(world.host, name).address,
    ifName: `net${i + 1}`,
    setMac: `02:00:00:00:0b:0${i}`,
  }));
  const config = world.config(links, { linksInContainer: false, mode: "balance-rr" });
  await world.succeed("ADD", config);
  assert.equal(findLink(world.container, "net2")?.master, getLink(world.container, "bond0").index);
  await world.succeed("DEL", config);
  assert.deepEqual(essence(await seeHardware(names)), before);
});

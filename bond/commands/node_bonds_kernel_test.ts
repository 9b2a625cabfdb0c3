import assert from "node:assert/strict";
import { DEFAULT_CACHE_DIR, removeCache, writeCache } from "../../cni/mod.ts";
import { changeBond, createLink, getLink } from "../../netlink/mod.ts";
import { World } from "../testing.ts";
import { type NodeBond, nodeBonds } from "./node_bonds.ts";

/** The bonds of the world's container, among all of the node. */
function bondsOf(world: World): NodeBond[] {
  const { bonds, problems } = nodeBonds();
  assert.deepEqual(problems, []);
  return bonds.filter(({ netns }) => netns === world.netnsPath);
}

Deno.test("a bond is found with whose it is, and with what differs from its configuration", async () => {
  using world = new World();
  world.twoLinks();
  const config = world.config(["net1", "net2"]);
  const result = await world.succeed("ADD", config);
  const attachment = { network: "bond-net", containerId: world.id, ifname: "bond0" };
  // A runtime that remembers nothing leaves open what it was made with.
  const [unknown] = bondsOf(world);
  assert.deepEqual([unknown?.attachment, unknown?.differences], [attachment, undefined]);
  for (
    const written of [config, { cniVersion: "1.1.0", name: "bond-net", plugins: [config] }]
  ) {
    writeCache(DEFAULT_CACHE_DIR, {
      ...attachment,
      netns: world.netnsPath,
      result,
      config: new TextEncoder().encode(JSON.stringify(written)),
    });
    assert.deepEqual(bondsOf(world)[0]?.differences, []);
  }
  changeBond(world.container, getLink(world.container, "bond0").index, { miimon: 200 });
  assert.deepEqual(bondsOf(world).map(({ differences }) => differences), [
    ["miimon is 200 instead of 100"],
  ]);
  removeCache(DEFAULT_CACHE_DIR, "bond-net", attachment);
});

Deno.test("a bond that no record speaks of is nobody's", () => {
  using world = new World();
  createLink(world.container, { name: "stray0", kind: "bond" });
  const found = bondsOf(world).map(({ name, attachment }) => [name, attachment]);
  assert.deepEqual(found, [["stray0", undefined]]);
});

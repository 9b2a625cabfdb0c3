import assert from "node:assert/strict";
import { CniError } from "../../cni/mod.ts";
import { NetlinkError, Rtnetlink } from "../../netlink/mod.ts";
import { ConfigError } from "../config/mod.ts";
import { inspectBond, inspectBonds } from "./inspect.ts";
import { createBond, removeBond } from "./library.ts";
import { essence, REFUSED, World } from "../testing.ts";

const MAC = ["02:00:00:00:07:01", "02:00:00:00:07:02"] as const;
const EIO = 5;

function withLinks(): World {
  const world = new World();
  world.dummy("eth1", { address: MAC[0], up: true, mtu: 2000 });
  world.dummy("eth2", { address: MAC[1] });
  return world;
}

Deno.test("another program makes a bond, looks at it, and removes it", async () => {
  using world = withLinks();
  const before = essence((await world.see()).links);
  const bond = createBond(world.netnsPath, "bond0", {
    mode: "active-backup",
    miimon: 100,
    primary: "eth2",
    links: ["eth1", { name: "eth2", prio: 3 }],
  });
  const { links, options, ...state } = bond.state;
  assert.equal(state.mode, "active-backup");
  assert.equal(state.activeLink, "eth2");
  assert.equal(state.primary, "eth2");
  assert.equal(options.miimon, "100");
  assert.equal(options.failOverMac, "none");
  assert.deepEqual(
    links.map(({ name, active, permanentAddress, prio }) => ({
      name,
      active,
      permanentAddress,
      prio,
    })),
    [
      { name: "eth1", active: false, permanentAddress: MAC[0], prio: 0 },
      { name: "eth2", active: true, permanentAddress: MAC[1], prio: 3 },
    ],
  );
  assert.deepEqual(inspectBonds(world.netnsPath).map(({ name }) => name), ["bond0"]);
  bond.remove();
  assert.equal(inspectBond(world.netnsPath, "bond0"), undefined);
  assert.deepEqual(essence((await world.see()).links), before);
});

Deno.test("a name that no link can have is refused, also one that the kernel would fill in", async () => {
  using world = withLinks();
  const before = essence((await world.see()).links);
  const settings = { mode: "active-backup", miimon: 100, links: ["eth1", "eth2"] };
  for (const name of ["", ".", "a b", "a/b", "a:b", "x%d", "longer-than-15-c"]) {
    assert.throws(() => createBond(world.netnsPath, name, settings), (error) => {
      assert.ok(error instanceof ConfigError);
      assert.deepEqual(error.problems.map(({ key, value }) => [key, value]), [["name", name]]);
      return true;
    });
  }
  assert.deepEqual(essence((await world.see()).links), before);
});

Deno.test("a bond that cannot be made leaves everything as it was", async () => {
  using world = withLinks();
  const before = essence((await world.see()).links);
  const { netnsPath } = world;
  assert.throws(() => createBond(netnsPath, "bond0", { mode: "fast" }), ConfigError);
  const settings = { mode: "802.3ad", miimon: 100, links: ["eth1", "eth2"] };
  assert.throws(
    () => createBond(netnsPath, "bond0", { ...settings, ...REFUSED }),
    /cannot create the bond bond0: EINVAL/,
  );
  assert.throws(() => createBond(netnsPath, "eth1", settings), /eth1 already/);
  assert.throws(
    () => createBond("/run/netns/nowhere", "bond0", settings),
    /absent/,
  );
  assert.deepEqual(essence((await world.see()).links), before);
});

Deno.test("what could not be put back after a failure is told beside it", () => {
  using world = withLinks();
  let refuses = false;
  Rtnetlink.observer = ({ operation }) => {
    refuses ||= operation.startsWith("create bond");
    if (refuses) throw new NetlinkError(operation, EIO);
  };
  try {
    const settings = { mode: "active-backup", miimon: 100, links: ["eth1", "eth2"] };
    assert.throws(() => createBond(world.netnsPath, "bond0", settings), (error) => {
      assert.ok(error instanceof CniError);
      assert.match(error.message, /^cannot create the bond bond0: EIO/);
      assert.match(error.details, /not everything could be put back: look up link \d+ .*EIO/);
      return true;
    });
  } finally {
    Rtnetlink.observer = undefined;
  }
});

Deno.test("any bond can be removed, and nothing else", () => {
  using world = withLinks();
  createBond(world.netnsPath, "bond0", { mode: 0, miimon: 100, links: ["eth1", "eth2"] });
  assert.equal(removeBond(world.netnsPath, "bond0"), true);
  assert.equal(removeBond(world.netnsPath, "bond0"), false);
  assert.equal(removeBond(world.netnsPath, "eth1"), false);
});

/** What the port of a virtual function enforces. */

import assert from "node:assert/strict";
import { arrives, DEVICE, FAR_DEVICE, linkIn, OTHER, POD, succeeds, world } from "./testing.ts";

Deno.test("with spoof checking, frames from other addresses are dropped at the port", async () => {
  using sandbox = world();
  const foreign = "02:00:00:00:bb:01";
  await succeeds("ADD", { deviceID: FAR_DEVICE }, { netns: OTHER, containerId: "c2" });
  await succeeds("ADD", { deviceID: DEVICE, spoofchk: "on" });
  assert.deepEqual([await arrives(sandbox), await arrives(sandbox, foreign)], [true, false]);
  await succeeds("DEL");
  await succeeds("ADD", { deviceID: DEVICE, spoofchk: "off" });
  assert.deepEqual([await arrives(sandbox), await arrives(sandbox, foreign)], [true, true]);
});

Deno.test("an administrator's address stays, unless the function is trusted", async () => {
  using sandbox = world();
  const [mac, own] = ["02:00:00:00:aa:01", "02:00:00:00:bb:01"];
  await succeeds("ADD", { deviceID: FAR_DEVICE }, { netns: OTHER, containerId: "c2" });
  await succeeds("ADD", { deviceID: DEVICE, mac, spoofchk: "off" });
  assert.deepEqual([await arrives(sandbox, mac), await arrives(sandbox, own)], [true, false]);
  await succeeds("DEL");
  await succeeds("ADD", { deviceID: DEVICE, mac, spoofchk: "off", trust: "on" });
  assert.deepEqual([await arrives(sandbox, mac), await arrives(sandbox, own)], [true, true]);
});

Deno.test("link_state disable cuts the carrier, auto follows the physical function", async () => {
  using sandbox = world();
  const carrier = () => linkIn(POD, "net1")?.running;
  const withState = async (link_state: string) => {
    await succeeds("ADD", { deviceID: DEVICE, link_state });
    const before = carrier();
    sandbox.hardware.setPhysicalFunction("ens1f0", false);
    const after = carrier();
    sandbox.hardware.setPhysicalFunction("ens1f0", true);
    await succeeds("DEL");
    return [before, after];
  };
  assert.deepEqual(await withState("auto"), [true, false]);
  assert.deepEqual(await withState("enable"), [true, true]);
  assert.deepEqual(await withState("disable"), [false, false]);
});

Deno.test("a VLAN is put on behind the port: one pod in it hears another, not one outside", async () => {
  using sandbox = world();
  const far = { netns: OTHER, containerId: "c2" };
  await succeeds("ADD", { deviceID: DEVICE, vlan: 100 });
  await succeeds("ADD", { deviceID: FAR_DEVICE, vlan: 100 }, far);
  assert.equal(await arrives(sandbox), true);
  await succeeds("DEL", { deviceID: FAR_DEVICE }, far);
  await succeeds("ADD", { deviceID: FAR_DEVICE, vlan: 200 }, far);
  assert.equal(await arrives(sandbox), false);
  await succeeds("DEL", { deviceID: FAR_DEVICE }, far);
  await succeeds("ADD", { deviceID: FAR_DEVICE }, far);
  assert.equal(await arrives(sandbox, undefined, [OTHER, POD]), false);
});

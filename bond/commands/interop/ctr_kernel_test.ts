/** The built executable, called by containerd's own client, which ends a container before it calls DEL. */

import assert from "node:assert/strict";
import { pluginCommand } from "../../../cni/testing.ts";
import { essence, idleHardware, see } from "../../testing.ts";
import { ownNode } from "../../testing_node.ts";
import { Containerd } from "./testing_containerd.ts";
import { addressesOf, assertNothingKept, bondNetwork, type ShownLink } from "./testing_runtime.ts";

Deno.test("`ctr run --cni` deletes when the namespace is gone: hardware, address and record are released", async () => {
  using _node = ownNode();
  const names = idleHardware().map(({ name }) => name);
  const hardware = async () =>
    essence((await see()).links.filter(({ ifname }) => names.includes(ifname)));
  const before = await hardware();
  const [program = "", ...source] = pluginCommand();
  assert.deepEqual(source, [], "the executable has not been built");
  await using containerd = new Containerd(bondNetwork(names));
  const calls = containerd.recordCalls(program);
  await containerd.start();
  containerd.importImage("localhost/ip:latest", "/sbin/ip", "-j", "address");

  // What it would pass on itself loses pieces at times.
  const output = Deno.makeTempFileSync({ dir: "/run" });
  const { code, stderr } = containerd.ctr(
    ...["run", "--rm", "--cni", "--log-uri", `file://${output}`, "localhost/ip:latest", "one"],
    ...["/sbin/ip", "-j", "address"],
  );
  assert.equal(code, 0, stderr);
  const inside: ShownLink[] = JSON.parse(Deno.readTextFileSync(output));
  const bond = inside.find(({ ifname }) => ifname === "eth0");
  // host-local gives the address after the last one that it gave.
  assert.match(addressesOf(bond).join(), /^10\.98\.0\.\d+$/);
  assert.deepEqual(
    inside.filter(({ master }) => master === "eth0").map(({ ifname }) => ifname).sort(),
    names,
  );
  assert.deepEqual(calls(), ["ADD there", "DEL gone"]);
  assert.deepEqual(await hardware(), before);
  assertNothingKept();
});

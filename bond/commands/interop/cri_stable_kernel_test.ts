/** The built executable, installed on a node, and containerd, which calls it as for a kubelet's pods. */

import assert from "node:assert/strict";
import { pluginCommand } from "../../../cni/testing.ts";
import { ownNode, setPolicy, TEST_POLICY } from "../../testing_node.ts";
import { Containerd } from "./testing_containerd.ts";
import {
  addressesOf,
  assertNothingKept,
  bondNetwork,
  HostLinks,
  output,
  run,
} from "./testing_runtime.ts";

// From port 8080 of the node to port 80 of the pod; protocol 0 is TCP.
const port_mappings = [{ protocol: 0, container_port: 80, host_port: 8080 }];

Deno.test("containerd gives the kubelet's pods a bond, across its own end, and takes it away", async (t) => {
  using _node = ownNode();
  setPolicy(undefined);
  using hostLinks = new HostLinks();
  const before = hostLinks.look();
  const [program = "", ...source] = pluginCommand();
  assert.deepEqual(source, [], "the executable has not been built");
  await using containerd = new Containerd(bondNetwork(
    hostLinks.names,
    { type: "tuning", sysctl: { "net.core.somaxconn": "500" } },
    { type: "portmap", capabilities: { portMappings: true } },
  ));
  const policy = Deno.makeTempFileSync({ dir: "/run" });
  Deno.writeTextFileSync(policy, JSON.stringify(TEST_POLICY));
  output(program, "install", "--cni-bin-dir", containerd.binDir, "--policy", policy);
  await containerd.start();
  containerd.importImage("localhost/pause:latest", "/usr/bin/sleep", "infinity");

  const start = (name: string) => containerd.startPod(name, { port_mappings });
  const end = async (id: string) => {
    await containerd.endPod(id);
    assert.deepEqual(hostLinks.look(), before, "the links are back, as they were");
    assertNothingKept();
    assert.doesNotMatch(output("iptables-save", "-t", "nat"), /dport 8080/);
  };

  await t.step("the network is ready, and a pod's eth0 is the bond, with an address", async () => {
    const { status, message } = await containerd.networkReady();
    assert.equal(status, true, message);

    const id = await start("one");
    const { ip, inside, links } = await containerd.look(id);
    const bond = links.find(({ ifname }) => ifname === "eth0");
    assert.ok(bond?.flags.includes("LOWER_UP"));
    assert.deepEqual(addressesOf(bond), [ip]);
    assert.match(ip, /^10\.98\.0\.\d+$/);
    assert.deepEqual(
      links.filter(({ master }) => master === "eth0").map(({ ifname }) => ifname).sort(),
      hostLinks.names,
    );
    assert.deepEqual(hostLinks.look(), [undefined, undefined]);
    // The plugins behind it in the list had their turn.
    assert.equal(inside("cat", "/proc/sys/net/core/somaxconn").trim(), "500");
    assert.match(output("iptables-save", "-t", "nat"), new RegExp(`dport 8080 .*${ip}:80`));
    await end(id);
  });

  await t.step("a pod outlives containerd, and is taken down by the next one", async () => {
    const id = await start("two");
    await containerd.kill();
    await containerd.start();
    const { links } = await containerd.look(id);
    assert.ok(links.find(({ ifname }) => ifname === "eth0")?.flags.includes("LOWER_UP"));
    await end(id);
  });

  await t.step("`bond install --uninstall` waits for the last pod", async () => {
    const id = await start("three");
    const uninstall = () =>
      run(program, ["install", "--uninstall", "--cni-bin-dir", containerd.binDir]);
    const refused = uninstall();
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /pods on this node have bonds/);
    await end(id);
    assert.equal(uninstall().code, 0);
    assert.throws(() => Deno.lstatSync(`${containerd.binDir}/bond`), Deno.errors.NotFound);
  });
});

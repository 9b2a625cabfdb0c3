/** The built executable, called as container runtimes call plugins, with the stock host-local. */

import assert from "node:assert/strict";
import type { JsonObject } from "../../../cni/mod.ts";
import {
  attachmentVariables,
  callExecutable,
  pluginCommand,
  type PluginReply,
  replyObject,
} from "../../../cni/testing.ts";
import { deleteLink, deleteNetns, getLink } from "../../../netlink/mod.ts";
import { essence, World } from "../../testing.ts";

/** A pod whose networks a runtime attaches. */
class Pod implements Disposable {
  readonly world = new World();
  readonly #dataDir = Deno.makeTempDirSync();

  /** With net1 and net2 in the pod, as the networks before the bond leave them. */
  static withLinks(): Pod {
    const pod = new Pod();
    for (const name of ["net1", "net2"]) pod.world.dummy(name, { mtu: 1600, up: true });
    return pod;
  }

  config(links: readonly string[], extra: JsonObject = {}): JsonObject {
    return this.world.config(links, {
      ipam: {
        type: "host-local",
        dataDir: this.#dataDir,
        ranges: [[{ subnet: "10.96.0.0/24" }], [{ subnet: "fd00:96::/64" }]],
      },
      cniVersion: "1.0.0",
      ...extra,
    });
  }

  call(command: string, config: JsonObject, variables = {}): Promise<PluginReply> {
    return callExecutable(pluginCommand(), {
      variables: attachmentVariables(command, {
        CNI_CONTAINERID: this.world.id,
        CNI_NETNS: this.world.netnsPath,
        CNI_IFNAME: "bond0",
        ...variables,
      }),
      stdin: config,
    });
  }

  /** Returns the result. Throws when the call fails. */
  async succeed(command: string, config: JsonObject, variables = {}): Promise<JsonObject> {
    const reply = await this.call(command, config, variables);
    assert.equal(reply.exitCode, 0, `${command}: ${reply.stdout}${reply.stderr}`);
    return reply.stdout === "" ? {} : replyObject(reply);
  }

  /** The addresses that host-local holds reserved. */
  reserved(): string[] {
    return [...Deno.readDirSync(`${this.#dataDir}/bond-net`)].map(({ name }) => name)
      .filter((name) => /^(10\.|fd00)/.test(name));
  }

  [Symbol.dispose](): void {
    this.world[Symbol.dispose]();
    Deno.removeSync(this.#dataDir, { recursive: true });
  }
}

Deno.test("CRI-O checks straight after ADD, and calls DEL once, when the namespace is gone", async () => {
  using pod = Pod.withLinks();
  const config = pod.config(["net1", "net2"]);
  const prevResult = await pod.succeed("ADD", config);
  await pod.succeed("CHECK", { ...config, prevResult });
  deleteNetns(pod.world.netnsPath);
  await pod.succeed("DEL", { ...config, prevResult });
  assert.deepEqual(pod.reserved(), []);
  assert.deepEqual(pod.world.records(), []);
});

Deno.test("containerd deletes with no namespace once the sandbox is gone, and again to be sure", async () => {
  using pod = Pod.withLinks();
  const config = pod.config(["net1", "net2"]);
  const prevResult = await pod.succeed("ADD", config);
  assert.equal(pod.reserved().length, 2);
  deleteNetns(pod.world.netnsPath);
  for (let i = 0; i < 2; i++) {
    await pod.succeed("DEL", { ...config, prevResult }, { CNI_NETNS: "" });
    assert.deepEqual(pod.reserved(), []);
  }
  assert.deepEqual(pod.world.records(), []);
});

Deno.test("nerdctl deletes before ADD, and never names the namespace", async () => {
  using pod = Pod.withLinks();
  const config = pod.config(["net1", "net2"]);
  await pod.succeed("DEL", config, { CNI_NETNS: "" });
  await pod.succeed("ADD", config);
  assert.equal((await pod.world.seeLink("net1")).master, "bond0");
  await pod.succeed("DEL", config, { CNI_NETNS: "" });
  assert.deepEqual(pod.reserved(), []);
});

Deno.test("Multus deletes again after the links have gone to where they came from", async () => {
  using pod = Pod.withLinks();
  const config = pod.config(["net1", "net2"]);
  const before = essence((await pod.world.see()).links);
  const prevResult = await pod.succeed("ADD", config);
  await pod.succeed("DEL", { ...config, prevResult });
  assert.deepEqual(essence((await pod.world.see()).links), before);
  for (const name of ["net1", "net2"]) {
    deleteLink(pod.world.container, getLink(pod.world.container, name).index);
  }
  await pod.succeed("DEL", { ...config, prevResult });
  await pod.succeed("DEL", config);
});

Deno.test("Multus deletes a bond whose links were taken away first", async () => {
  using pod = Pod.withLinks();
  const config = pod.config(["net1", "net2"]);
  const prevResult = await pod.succeed("ADD", config);
  for (const name of ["net1", "net2"]) {
    deleteLink(pod.world.container, getLink(pod.world.container, name).index);
  }
  await pod.succeed("DEL", { ...config, prevResult });
  assert.deepEqual((await pod.world.see()).links.map(({ ifname }) => ifname), ["lo"]);
  assert.deepEqual(pod.reserved(), []);
});

Deno.test("a runtime that takes ADD back and tries again in a new namespace finds nothing in its way", async () => {
  using pod = Pod.withLinks();
  const config = pod.config(["net1", "net2"], { primary: "net1" });
  const failed = await pod.call("ADD", {
    ...config,
    links: [{ name: "net1" }, { name: "nowhere" }],
  });
  assert.equal(failed.exitCode, 1);
  await pod.succeed("DEL", config);
  await pod.succeed("ADD", config);
  await pod.succeed("DEL", config);
  assert.deepEqual(pod.reserved(), []);
});

Deno.test("processes that attach ten containers at once do not disturb one another", async () => {
  const pods = Array.from({ length: 10 }, () => Pod.withLinks());
  const dataDir = Deno.makeTempDirSync();
  const config = (pod: Pod) =>
    pod.config(["net1", "net2"], {
      ipam: { type: "host-local", dataDir, ranges: [[{ subnet: "10.95.0.0/24" }]] },
    });
  try {
    const results = await Promise.all(pods.map((pod) => pod.succeed("ADD", config(pod))));
    const addresses = results.map(({ ips }) => JSON.stringify(ips));
    assert.equal(new Set(addresses).size, 10, addresses.join("\n"));
    for (const { world } of pods) assert.equal((await world.seeLink("net2")).master, "bond0");
    await Promise.all(pods.map((pod) => pod.succeed("DEL", config(pod))));
    const left = [...Deno.readDirSync(`${dataDir}/bond-net`)].map(({ name }) => name);
    assert.deepEqual(left.filter((name) => name.startsWith("10.95.")), []);
    for (const { world } of pods) assert.equal((await world.see()).links.length, 3);
  } finally {
    for (const pod of pods) pod[Symbol.dispose]();
    Deno.removeSync(dataDir, { recursive: true });
  }
});

Deno.test("fifty attachments at once, host links among them, get fifty addresses and leave nothing", async () => {
  const worlds = Array.from({ length: 50 }, () => new World());
  const dataDir = Deno.makeTempDirSync();
  const ipam = { type: "host-local", dataDir, ranges: [[{ subnet: "10.94.0.0/24" }]] };
  const configs = worlds.map((world, i) => {
    const where = i % 2 === 0 ? "container" : "host";
    const names = ["a", "b"].map((suffix) =>
      where === "host" ? world.hostName(suffix) : `net${suffix}`
    );
    for (const name of names) world.dummy(name, {}, where);
    return world.config(names, {
      cniVersion: "1.0.0",
      linksInContainer: where === "container",
      ipam,
    });
  });
  try {
    const before = await Promise.all(worlds.map((world) => world.seeHost()));
    const added = await Promise.all(
      worlds.map((world, i) => world.succeed("ADD", configs[i] ?? {})),
    );
    assert.equal(new Set(added.map(({ ips }) => JSON.stringify(ips))).size, 50);
    await Promise.all(worlds.map((world, i) => world.succeed("DEL", configs[i] ?? {})));
    const after = await Promise.all(worlds.map((world) => world.seeHost()));
    assert.deepEqual(after.map(essence), before.map(essence));
    for (const world of worlds) assert.deepEqual(world.records(), []);
    const left = [...Deno.readDirSync(`${dataDir}/bond-net`)].map(({ name }) => name);
    assert.deepEqual(left.filter((name) => name.startsWith("10.94.")), []);
  } finally {
    for (const world of worlds) world[Symbol.dispose]();
    Deno.removeSync(dataDir, { recursive: true });
  }
});

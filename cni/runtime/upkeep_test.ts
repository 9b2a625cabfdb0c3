import assert from "node:assert/strict";
import type { FakePlugin } from "../testing.ts";
import {
  addNetworkList,
  gcNetworkList,
  statusNetworkList,
  validateNetworkList,
} from "./list_operations.ts";
import { ATTACHMENT, Bench, failure, stdinOf } from "./testdata/bench.ts";

Deno.test("GC and STATUS get empty strings for what is about an attachment", async () => {
  using bench = new Bench();
  await gcNetworkList(bench.runtime, bench.list(), []);
  await statusNetworkList(bench.runtime, bench.list());
  for (const { variables } of bench.a.calls()) {
    for (const name of ["CNI_CONTAINERID", "CNI_NETNS", "CNI_IFNAME", "CNI_ARGS"]) {
      assert.equal(variables[name], "");
    }
  }
  assert.deepEqual(bench.a.commands(), ["GC", "STATUS"]);
});

Deno.test("GC detaches what is not valid any more, then tells every plugin what is", async () => {
  using bench = new Bench();
  const stale = { containerId: "old", netns: "/run/netns/old", ifname: "eth0" };
  const foreign = { containerId: "other", netns: "/run/netns/o", ifname: "eth0" };
  const capabilities = { mac: true };
  const plugins = [{ type: "a", capabilities }, { type: "b" }];
  const list = bench.list({ plugins });
  await addNetworkList(bench.runtime, list, ATTACHMENT);
  await addNetworkList(bench.runtime, list, {
    ...stale,
    args: [["K", "V"]],
    capabilityArgs: { mac: "02:00:00:00:00:01" },
  });
  await addNetworkList(bench.runtime, bench.list({ name: "another", plugins }), foreign);
  bench.ran();

  const valid = [{ containerId: "c1", ifname: "eth0" }, { containerId: "new", ifname: "net1" }];
  await gcNetworkList(bench.runtime, list, valid);
  assert.deepEqual(bench.ran(), ["DEL b", "DEL a", "GC a", "GC b"]);
  const del = bench.a.calls().find(({ command }) => command === "DEL");
  assert.deepEqual(
    [del?.variables["CNI_CONTAINERID"], del?.variables["CNI_NETNS"], del?.variables["CNI_ARGS"]],
    ["old", "/run/netns/old", "K=V"],
  );
  assert.deepEqual(JSON.parse(del?.stdin ?? "").runtimeConfig, { mac: "02:00:00:00:00:01" });
  assert.deepEqual([bench.cached(), bench.cached(stale)], [true, false]);
  const written = valid.map(({ containerId, ifname }) => ({ containerID: containerId, ifname }));
  for (const plugin of [bench.a, bench.b]) {
    const stdin = stdinOf(plugin);
    assert.deepEqual(stdin["cni.dev/valid-attachments"], written);
    assert.deepEqual(stdin["cni.dev/attachments"], written);
  }
});

Deno.test("GC goes on after errors and returns all of them", async () => {
  using bench = new Bench();
  const list = bench.list({ plugins: [{ type: "a" }, { type: "b" }] });
  await addNetworkList(bench.runtime, list, ATTACHMENT);
  bench.ran();
  bench.b.reply("DEL", { exitCode: 1, stdout: { code: 11, msg: "busy" } });
  bench.a.reply("GC", { exitCode: 1, stdout: { code: 5, msg: "disk" } });
  await assert.rejects(gcNetworkList(bench.runtime, list, []), (error: unknown) => {
    assert.ok(error instanceof AggregateError);
    assert.deepEqual(error.errors.map(String), [
      'failed to delete stale attachment c1 eth0: plugin type="b" failed (delete): busy',
      "failed to GC plugin a: disk",
    ]);
    return true;
  });
  assert.deepEqual(bench.ran(), ["DEL b", "GC a", "GC b"]);
});

Deno.test("one error of GC is an error, too", async () => {
  using bench = new Bench();
  bench.a.reply("GC", { exitCode: 1, stdout: { code: 5, msg: "disk" } });
  await assert.rejects(gcNetworkList(bench.runtime, bench.list({ plugins: [{ type: "a" }] }), []), {
    message: "failed to GC plugin a: disk",
  });
});

Deno.test("GC without a list detaches everything and says nothing of validity", async () => {
  using bench = new Bench();
  const list = bench.list({ plugins: [{ type: "a" }] });
  await addNetworkList(bench.runtime, list, ATTACHMENT);
  await gcNetworkList(bench.runtime, list);
  assert.deepEqual(bench.ran(), ["ADD a", "DEL a", "GC a"]);
  assert.equal("cni.dev/valid-attachments" in stdinOf(bench.a), false);
  const old = bench.list({ plugins: [{ type: "a" }], cniVersion: "1.0.0" });
  await gcNetworkList(bench.runtime, old, []);
  assert.deepEqual(bench.ran(), []);
});

Deno.test("STATUS stops at the first failure, which keeps its code; below 1.1.0 it runs nothing", async () => {
  using bench = new Bench();
  await statusNetworkList(bench.runtime, bench.list({ cniVersion: "1.0.0" }));
  assert.deepEqual(bench.ran(), []);
  bench.b.reply("STATUS", { exitCode: 1, stdout: { code: 51, msg: "limited" } });
  const error = await failure(statusNetworkList(bench.runtime, bench.list()));
  assert.deepEqual([error.code, error.message], [51, "limited"]);
  assert.deepEqual(bench.ran(), ["STATUS a", "STATUS b"]);
});

Deno.test("validation asks every plugin for its versions, and collects their capabilities", async () => {
  using bench = new Bench();
  const list = bench.list({
    plugins: [
      { type: "a", capabilities: { mac: true, ips: false } },
      { type: "b", capabilities: { portMappings: true, mac: true } },
    ],
  });
  const versions = (plugin: FakePlugin, stdout: unknown) => plugin.reply("VERSION", { stdout });
  versions(bench.a, { cniVersion: "1.1.0", supportedVersions: ["1.0.0", "1.1.0"] });
  versions(bench.b, { cniVersion: "1.1.0", supportedVersions: ["1.1.0"] });
  assert.deepEqual(await validateNetworkList(bench.runtime, list), ["mac", "portMappings"]);
  const [call] = bench.a.calls();
  assert.equal(JSON.parse(call?.stdin ?? "").cniVersion, "1.1.0");
  assert.equal(call?.variables["CNI_COMMAND"], "VERSION");

  versions(bench.b, { cniVersion: "0.2.0" });
  const error = await failure(validateNetworkList(bench.runtime, list));
  assert.equal(error.msg, 'plugin b does not support config version "1.1.0"');
  assert.equal(error.details, "it supports 0.1.0, 0.2.0");

  bench.b.reply("VERSION", {
    exitCode: 1,
    stdout: { code: 4, msg: "unknown CNI_COMMAND: VERSION" },
  });
  assert.equal(
    (await failure(validateNetworkList(bench.runtime, list))).details,
    "it supports 0.1.0",
  );
});

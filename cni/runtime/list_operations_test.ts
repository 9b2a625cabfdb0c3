import assert from "node:assert/strict";
import { CniError } from "../errors.ts";
import { cachePath } from "./cache.ts";
import {
  addNetworkList,
  checkNetworkList,
  delNetworkList,
  gcNetworkList,
} from "./list_operations.ts";
import { ATTACHMENT, Bench, failure, resultOf, stdinOf, variablesOf } from "./testdata/bench.ts";

Deno.test("a plugin gets the runtime's variables and the six of the protocol over them", async () => {
  using bench = new Bench();
  const args = [["IgnoreUnknown", "1"], ["K", "V"]] as const;
  await addNetworkList(bench.runtime, bench.list(), { ...ATTACHMENT, args });
  const { PWD: _, PATH: __, ...variables } = variablesOf(bench.a);
  assert.deepEqual(variables, {
    CNI_OWN: "kept",
    CNI_COMMAND: "ADD",
    CNI_CONTAINERID: "c1",
    CNI_NETNS: "/run/netns/x",
    CNI_IFNAME: "eth0",
    CNI_ARGS: "IgnoreUnknown=1;K=V",
    CNI_PATH: bench.runtime.path.join(":"),
  });
});

Deno.test("the request is the plugin's object, with name, version and declared capabilities", async () => {
  using bench = new Bench();
  const capabilities = { mac: true, ips: true, portMappings: false };
  const plugins = [{ type: "a", name: "own", cniVersion: "0.1.0", x: [1, { y: 2 }], capabilities }];
  await addNetworkList(bench.runtime, bench.list({ plugins }), {
    ...ATTACHMENT,
    capabilityArgs: { mac: "02:00:00:00:00:01", portMappings: [], bandwidth: {} },
  });
  assert.deepEqual(stdinOf(bench.a), {
    type: "a",
    name: "net",
    cniVersion: "1.1.0",
    x: [1, { y: 2 }],
    capabilities,
    runtimeConfig: { mac: "02:00:00:00:00:01" },
  });
  await delNetworkList(bench.runtime, bench.list({ plugins }), ATTACHMENT);
  assert.equal("runtimeConfig" in stdinOf(bench.a), false);
});

Deno.test("ADD goes forward, and each plugin sees the result of the one before", async () => {
  using bench = new Bench();
  const result = await addNetworkList(bench.runtime, bench.list(), ATTACHMENT);
  assert.deepEqual(bench.ran(), ["ADD a", "ADD b", "ADD c"]);
  assert.equal("prevResult" in stdinOf(bench.a), false);
  assert.deepEqual(stdinOf(bench.b)["prevResult"], resultOf("10.0.0.1/24"));
  assert.deepEqual(stdinOf(bench.c)["prevResult"], resultOf("10.0.0.2/24"));
  assert.deepEqual(result.ips, [{ address: "10.0.0.3/24" }]);
  assert.equal(bench.cached(), true);
});

Deno.test("ADD stops at the first error, takes nothing back and remembers nothing", async () => {
  using bench = new Bench();
  bench.b.reply("ADD", { exitCode: 1, stdout: { code: 107, msg: "no", details: "why" } });
  const error = await failure(addNetworkList(bench.runtime, bench.list(), ATTACHMENT));
  assert.deepEqual(
    [error.code, error.message],
    [107, 'plugin type="b" failed (add): no; why'],
  );
  assert.ok(error.cause instanceof CniError);
  assert.deepEqual([error.cause.msg, error.cause.details], ["no", "why"]);
  assert.deepEqual(bench.ran(), ["ADD a", "ADD b"]);
  assert.equal(bench.cached(), false);
});

Deno.test("the error of a plugin with a name of its own has that name", async () => {
  using bench = new Bench();
  bench.a.reply("ADD", { exitCode: 1, stdout: { code: 107, msg: "no" } });
  const list = bench.list({ plugins: [{ type: "a", name: "first" }] });
  const error = await failure(addNetworkList(bench.runtime, list, ATTACHMENT));
  assert.equal(error.message, 'plugin type="a" name="first" failed (add): no');
});

Deno.test("the cache file has the list as loaded and the last result", async () => {
  using bench = new Bench();
  const list = bench.list();
  await addNetworkList(bench.runtime, list, ATTACHMENT);
  const file = JSON.parse(Deno.readTextFileSync(cachePath(bench.cacheDir, "net", ATTACHMENT)));
  assert.equal(atob(file.config), new TextDecoder().decode(list.bytes));
  assert.deepEqual(file.result, resultOf("10.0.0.3/24"));
});

Deno.test("a cache that cannot be written fails the ADD", async () => {
  using bench = new Bench();
  Deno.writeTextFileSync(bench.cacheDir, "in the way");
  const error = await failure(addNetworkList(bench.runtime, bench.list(), ATTACHMENT));
  assert.match(error.message, /^failed to set network "net" cached result: /);
});

Deno.test("DEL goes backward with the same result for all, then forgets it", async () => {
  using bench = new Bench();
  await addNetworkList(bench.runtime, bench.list(), ATTACHMENT);
  bench.ran();
  await delNetworkList(bench.runtime, bench.list(), ATTACHMENT);
  assert.deepEqual(bench.ran(), ["DEL c", "DEL b", "DEL a"]);
  for (const plugin of [bench.a, bench.b, bench.c]) {
    assert.deepEqual(stdinOf(plugin)["prevResult"], resultOf("10.0.0.3/24"));
  }
  assert.equal(bench.cached(), false);
});

Deno.test("a DEL that fails stops, and the result is remembered on", async () => {
  using bench = new Bench();
  await addNetworkList(bench.runtime, bench.list(), ATTACHMENT);
  bench.ran();
  bench.b.reply("DEL", { exitCode: 1, stdout: { code: 11, msg: "busy" } });
  const error = await failure(delNetworkList(bench.runtime, bench.list(), ATTACHMENT));
  assert.equal(error.message, 'plugin type="b" failed (delete): busy');
  assert.deepEqual(bench.ran(), ["DEL c", "DEL b"]);
  assert.equal(bench.cached(), true);
});

Deno.test("DEL runs without a result when the cache is corrupt or lost", async () => {
  using bench = new Bench();
  await addNetworkList(bench.runtime, bench.list(), ATTACHMENT);
  Deno.writeTextFileSync(cachePath(bench.cacheDir, "net", ATTACHMENT), '{"kind":');
  await delNetworkList(bench.runtime, bench.list(), ATTACHMENT);
  assert.equal("prevResult" in stdinOf(bench.a), false);
  assert.equal(bench.cached(), false);
  await delNetworkList(bench.runtime, bench.list(), ATTACHMENT);
});

Deno.test("plugins delete even when a corrupt cache cannot be forgotten", async () => {
  using bench = new Bench();
  // A folder with something in it can be neither read nor removed as a file.
  Deno.mkdirSync(`${cachePath(bench.cacheDir, "net", ATTACHMENT)}/x`, { recursive: true });
  await delNetworkList(bench.runtime, bench.list(), ATTACHMENT).catch(() => {});
  assert.deepEqual(bench.ran(), ["DEL c", "DEL b", "DEL a"]);
});

Deno.test("a corrupt cache is forgotten even when a plugin fails", async () => {
  using bench = new Bench();
  await addNetworkList(bench.runtime, bench.list(), ATTACHMENT);
  Deno.writeTextFileSync(cachePath(bench.cacheDir, "net", ATTACHMENT), '{"kind":');
  bench.c.reply("DEL", { exitCode: 1, stdout: { code: 11, msg: "busy" } });
  await failure(delNetworkList(bench.runtime, bench.list(), ATTACHMENT));
  assert.equal(bench.cached(), false);
});

Deno.test("below 0.4.0 DEL gets no result, and CHECK is refused without running anything", async () => {
  using bench = new Bench();
  const list = bench.list({ cniVersion: "0.3.1" });
  await addNetworkList(bench.runtime, list, ATTACHMENT);
  bench.ran();
  const error = await failure(checkNetworkList(bench.runtime, list, ATTACHMENT));
  assert.equal(error.msg, 'configuration version "0.3.1" does not support the CHECK command');
  assert.deepEqual(bench.ran(), []);
  await delNetworkList(bench.runtime, list, ATTACHMENT);
  assert.equal("prevResult" in stdinOf(bench.a), false);
});

Deno.test("CHECK goes forward with the remembered result, and stops at the first error", async () => {
  using bench = new Bench();
  await addNetworkList(bench.runtime, bench.list(), ATTACHMENT);
  bench.ran();
  await checkNetworkList(bench.runtime, bench.list(), ATTACHMENT);
  assert.deepEqual(bench.ran(), ["CHECK a", "CHECK b", "CHECK c"]);
  assert.deepEqual(stdinOf(bench.a)["prevResult"], resultOf("10.0.0.3/24"));
  bench.b.reply("CHECK", { exitCode: 1, stdout: { code: 100, msg: "changed" } });
  const error = await failure(checkNetworkList(bench.runtime, bench.list(), ATTACHMENT));
  assert.equal(error.message, "changed");
  assert.deepEqual(bench.ran(), ["CHECK a", "CHECK b"]);
  Deno.writeTextFileSync(cachePath(bench.cacheDir, "net", ATTACHMENT), "{");
  await failure(checkNetworkList(bench.runtime, bench.list(), ATTACHMENT));
  assert.deepEqual(bench.ran(), []);
});

Deno.test("disableCheck and disableGC are success without running anything", async () => {
  using bench = new Bench();
  for (const value of [true, "true"]) {
    const list = bench.list({ disableCheck: value, disableGC: value });
    await checkNetworkList(bench.runtime, list, ATTACHMENT);
    await gcNetworkList(bench.runtime, list, []);
  }
  assert.deepEqual(bench.ran(), []);
});

Deno.test("a time limit kills the plugin and is an error; DEL can follow", async () => {
  using bench = new Bench();
  bench.a.reply("ADD", { delay: 10, stdout: resultOf("10.0.0.1/24") });
  const limited = { ...bench.runtime, signal: AbortSignal.timeout(300) };
  const started = performance.now();
  const error = await failure(addNetworkList(limited, bench.list(), ATTACHMENT));
  assert.ok(performance.now() - started < 5000);
  assert.match(
    error.message,
    /^plugin type="a" failed \(add\): plugin "a" was killed: /,
  );
  assert.equal(bench.cached(), false);
  const [record] = bench.records;
  assert.deepEqual([record?.exitCode, record?.command], [-1, "ADD"]);
  assert.match(record?.failure ?? "", /was killed/);
  bench.ran();
  await delNetworkList(bench.runtime, bench.list(), ATTACHMENT);
  assert.deepEqual(bench.ran(), ["DEL c", "DEL b", "DEL a"]);
});

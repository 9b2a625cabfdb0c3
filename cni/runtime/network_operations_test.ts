import assert from "node:assert/strict";
import type { FakePlugin } from "../testing.ts";
import { cachePath } from "./cache.ts";
import { addNetwork, checkNetwork, delNetwork } from "./network_operations.ts";
import { ATTACHMENT, Bench, failure, resultOf, stdinOf } from "./testdata/bench.ts";

Deno.test("a result without a version is of the configuration's; a bad one fails the ADD", async () => {
  using bench = new Bench();
  bench.a.reply("ADD", { stdout: { ips: [{ address: "10.0.0.9/24" }] } });
  const result = await addNetwork(
    bench.runtime,
    bench.network({ cniVersion: "1.0.0" }),
    ATTACHMENT,
  );
  assert.deepEqual(result.ips, [{ address: "10.0.0.9/24" }]);
  for (
    const [stdout, message] of [
      [{ cniVersion: "9.9.9" }, 'unsupported CNI result version "9.9.9"'],
      [resultOf("10.0.0.1"), "invalid CIDR address: 10.0.0.1"],
    ] as const
  ) {
    bench.a.reply("ADD", { stdout });
    assert.equal(
      (await failure(addNetwork(bench.runtime, bench.network(), ATTACHMENT))).msg,
      message,
    );
  }
});

Deno.test("what a failing plugin said comes through, however it said it", async () => {
  using bench = new Bench();
  const message = async (reply: Parameters<FakePlugin["reply"]>[1]) => {
    bench.a.reply("DEL", { exitCode: 1, ...reply });
    return String(await failure(delNetwork(bench.runtime, bench.network(), ATTACHMENT)));
  };
  assert.equal(await message({ stdout: { code: 9, msg: "m", details: "d" } }), "m; d");
  assert.equal(await message({ stderr: "panic" }), 'netplugin failed: "panic": exit status 1');
  assert.match(await message({ stdout: "oops" }), /error parsing its diagnostic message "oops"/);
});

Deno.test("an unknown plugin, or one whose name is a path, is an error of its ADD", async () => {
  using bench = new Bench();
  const message = async (type: string) =>
    (await failure(addNetwork(bench.runtime, bench.network({ type }), ATTACHMENT))).message;
  assert.match(await message("unknown"), /^failed to find plugin "unknown" in path \[/);
  assert.equal(await message("../a"), "invalid plugin name: ../a");
});

Deno.test("an attachment is validated before its ADD, as libcni does", async () => {
  using bench = new Bench();
  const code = async (changes: Partial<typeof ATTACHMENT>, network = bench.network()) =>
    (await failure(addNetwork(bench.runtime, network, { ...ATTACHMENT, ...changes }))).code;
  assert.equal(await code({ containerId: "" }), 3);
  assert.equal(await code({ containerId: "a b" }), 4);
  assert.equal(await code({ ifname: "a/b" }), 4);
  assert.equal(await code({ ifname: "" }), 4);
  assert.equal(await code({}, bench.network({ name: "" })), 7);
  assert.equal(await code({}, bench.network({ name: "a b" })), 7);
  assert.deepEqual(bench.ran(), []);
});

Deno.test("a single plugin runs as a list of one does, its error unlabelled", async () => {
  using bench = new Bench();
  const network = bench.network();
  await addNetwork(bench.runtime, network, ATTACHMENT);
  const file = JSON.parse(Deno.readTextFileSync(cachePath(bench.cacheDir, "net", ATTACHMENT)));
  assert.equal(atob(file.config), new TextDecoder().decode(network.bytes));
  await checkNetwork(bench.runtime, network, ATTACHMENT);
  assert.deepEqual(stdinOf(bench.a)["prevResult"], resultOf("10.0.0.1/24"));
  bench.a.reply("DEL", { exitCode: 1, stdout: { code: 11, msg: "busy" } });
  assert.equal(String(await failure(delNetwork(bench.runtime, network, ATTACHMENT))), "busy");
  assert.equal(bench.cached(), true);
  bench.a.reply("DEL", {});
  await delNetwork(bench.runtime, network, ATTACHMENT);
  assert.deepEqual(stdinOf(bench.a)["prevResult"], resultOf("10.0.0.1/24"));
  assert.equal(bench.cached(), false);
  const old = await failure(
    checkNetwork(bench.runtime, bench.network({ cniVersion: "0.3.1" }), ATTACHMENT),
  );
  assert.match(old.msg, /does not support the CHECK command/);
});

Deno.test("every plugin that ran is reported, with what it got and what it said", async () => {
  using bench = new Bench();
  const special = { path: bench.b.path, environment: { SPECIAL: "1" } };
  const runtime = {
    ...bench.runtime,
    programOf: (type: string) => type === "special" ? special : undefined,
  };
  bench.b.reply("ADD", { stdout: resultOf("10.0.0.2/24"), stderr: "a note" });
  await addNetwork(runtime, bench.network({ type: "special" }), ATTACHMENT);
  const [record] = bench.records;
  assert.ok(record);
  const { environment, stdout, stderr, durationMs, ...rest } = record;
  assert.deepEqual(rest, {
    command: "ADD",
    type: "special",
    network: "net",
    pluginPath: bench.b.path,
    ...ATTACHMENT,
    config: { name: "net", cniVersion: "1.1.0", type: "special" },
    exitCode: 0,
  });
  assert.equal(environment["SPECIAL"], "1");
  assert.deepEqual(JSON.parse(new TextDecoder().decode(stdout)), resultOf("10.0.0.2/24"));
  assert.equal(new TextDecoder().decode(stderr), "a note");
  assert.ok(durationMs > 0);
});

import assert from "node:assert/strict";
import { addNetwork, emptyResult, parseNetwork, readCachedResult } from "../../../cni/mod.ts";
import { FakePlugin } from "../../../cni/testing.ts";
import type { Delegate } from "../../input/model.ts";
import { applyDefaultRoute } from "./default_route.ts";
import { replaceCachedResult } from "./result_cache.ts";

const NETNS = "/run/netns/absent-in-tests";

const delegate = (ifname: string, gatewayRequest?: string[]): Delegate => ({
  network: "default/a",
  cniName: "shared",
  kind: "conf",
  config: { cniVersion: "1.0.0", name: "shared", type: "fake" },
  ifname,
  master: false,
  runtimeConfig: {},
  cniArgs: [],
  addArgs: [],
  ...(gatewayRequest ? { gatewayRequest } : {}),
});

Deno.test("nothing is done for a plugin that made no interface and gave no address", () => {
  const wanting = delegate("net1", ["10.0.0.1"]);
  const result = { ...emptyResult(), routes: [{ dst: "0.0.0.0/0", gw: "10.0.0.254" }] };
  assert.equal(applyDefaultRoute([wanting], wanting, result, NETNS), result);
});

Deno.test("of two links of one CNI network, the result of the right one is corrected", async () => {
  using plugin = new FakePlugin("fake");
  plugin.reply("ADD", { stdout: { cniVersion: "1.0.0", interfaces: [{ name: "x" }] } });
  const directory = Deno.makeTempDirSync();
  const runtime = { path: [plugin.directory], cacheDir: directory };
  const [one, other] = [delegate("net1"), delegate("net2")];
  const bytes = new TextEncoder().encode(JSON.stringify(one.config));
  for (const { ifname } of [one, other]) {
    await addNetwork(runtime, parseNetwork(bytes), { containerId: "c1", ifname, netns: NETNS });
  }
  const routes = [{ dst: "0.0.0.0/0", gw: "10.0.0.1" }];
  replaceCachedResult(directory, other, "c1", { ...emptyResult(), routes });
  const cached = (ifname: string) =>
    readCachedResult(directory, "shared", { containerId: "c1", ifname }, "1.0.0")?.routes;
  assert.deepEqual([cached("net1"), cached("net2")], [[], routes]);
  Deno.removeSync(directory, { recursive: true });
});

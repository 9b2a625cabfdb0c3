import assert from "node:assert/strict";
import { loadDelegates } from "./cache.ts";
import { addPod, delPod, MultusError } from "./multus.ts";
import { chain, delegate, failFor, NETNS, Stage, threeNetworks } from "./testing.ts";

Deno.test("DEL goes through the chain in reverse, the default network last", async () => {
  using stage = new Stage(threeNetworks());
  await addPod(stage.multus, stage.chain, NETNS);
  stage.calls.length = 0;
  await delPod(stage.multus, stage.chain, NETNS);
  assert.deepEqual(stage.calls, [
    "DEL default/net2-net net2",
    "DEL default/net1-net net1",
    "DEL default/eth0-net eth0",
  ]);
});

Deno.test("a DEL that fails does not stop the others, and all errors are told", async () => {
  const list = delegate("net1", { plugins: [{ type: "fake" }] });
  using stage = new Stage(chain(delegate("eth0"), list, delegate("net2")));
  await addPod(stage.multus, stage.chain, NETNS);
  failFor(stage.plugin, "DEL", "net2", "one");
  failFor(stage.plugin, "DEL", "net1", "two");
  stage.calls.length = 0;
  await assert.rejects(
    delPod(stage.multus, stage.chain, NETNS),
    new MultusError(
      'errors: DelegateDel: error invoking DelegateDel - "fake": ' +
        "error in getting result from DelNetwork: one; try later / " +
        'DelegateDel: error invoking ConflistDel - "net1-net": ' +
        "conflistDel: error in getting result from DelNetworkList: " +
        'plugin type="fake" failed (delete): two; try later',
    ),
  );
  assert.equal(stage.calls.length, 3);
});

Deno.test("DEL forgets the pod even after errors, unless it is told to retry", async () => {
  for (const retryDeleteOnError of [false, true]) {
    using stage = new Stage(threeNetworks());
    await addPod(stage.multus, stage.chain, NETNS);
    failFor(stage.plugin, "DEL", "net1");
    await assert.rejects(delPod(stage.multus, stage.chain, NETNS, { retryDeleteOnError }));
    assert.deepEqual(stage.files, retryDeleteOnError ? ["c1"] : []);
  }
});

Deno.test("an error that runtimes take for success is not worth a retry", async () => {
  using stage = new Stage(threeNetworks());
  await addPod(stage.multus, stage.chain, NETNS);
  failFor(stage.plugin, "DEL", "net1", "open /proc/5/ns/net: no such file or directory");
  await assert.rejects(delPod(stage.multus, stage.chain, NETNS, { retryDeleteOnError: true }));
  assert.deepEqual(stage.files, []);
});

Deno.test("DEL is not told of port mappings and bandwidths, which Multus does not write down", async () => {
  const capabilities = { portMappings: true, bandwidth: true, mac: true };
  const runtimeConfig = {
    portMappings: [{ hostPort: 8080, containerPort: 80 }],
    bandwidth: { ingressRate: 1, ingressBurst: 1, egressRate: 0, egressBurst: 0 },
    mac: "02:00:00:00:00:01",
  };
  using stage = new Stage(chain({ ...delegate("net1", { capabilities }), runtimeConfig }));
  await addPod(stage.multus, stage.chain, NETNS);
  await delPod(stage.multus, stage.chain, NETNS);
  const told = stage.plugin.calls().map(({ stdin }) => JSON.parse(stdin).runtimeConfig);
  assert.deepEqual(told, [runtimeConfig, { mac: "02:00:00:00:00:01" }]);
});

Deno.test("ports of containers come from the runtime with each call, those of the annotation before them", async () => {
  const capabilities = { portMappings: true };
  const asked = [{ hostPort: 9090, containerPort: 90 }];
  const own = { ...delegate("net1", { capabilities }), runtimeConfig: { portMappings: asked } };
  const portMappings = [{ hostPort: 8080, containerPort: 80, protocol: "tcp" }];
  const pod = { ...chain(delegate("eth0", { capabilities }), own), portMappings };
  using stage = new Stage(pod);
  await addPod(stage.multus, stage.chain, NETNS);
  await delPod(stage.multus, stage.chain, NETNS);
  const told = stage.plugin.calls().map(({ stdin }) =>
    JSON.parse(stdin).runtimeConfig.portMappings
  );
  assert.deepEqual(told, [portMappings, asked, portMappings, portMappings]);
});

Deno.test("DEL of a pod that is neither remembered nor in the API does nothing and succeeds", async () => {
  using stage = new Stage(threeNetworks());
  await delPod(stage.multus, stage.chain, NETNS, { podGone: true });
  assert.deepEqual(stage.calls, []);
});

Deno.test("DEL of a pod that is not remembered goes by the API and the kubelet's devices", async () => {
  const device = { deviceID: "0000:3b:02.0", pciBusID: "0000:3b:02.0" };
  const one = {
    ...delegate("net1", { ...device, capabilities: { deviceID: true } }),
    deviceId: device.deviceID,
    runtimeConfig: { deviceID: device.deviceID },
  };
  const list = delegate("net2", { plugins: [{ type: "fake", ...device }] });
  using stage = new Stage(chain(delegate("eth0"), one, list));
  await delPod(stage.multus, stage.chain, NETNS);
  assert.deepEqual(stage.calls, [
    "DEL default/net2-net net2",
    "DEL default/net1-net net1",
    "DEL default/eth0-net eth0",
  ]);
  const told = stage.plugin.calls().map(({ stdin }) => {
    const { pciBusID, runtimeConfig } = JSON.parse(stdin);
    return [pciBusID, runtimeConfig?.deviceID];
  });
  assert.deepEqual(told, [
    [device.pciBusID, undefined],
    [device.pciBusID, device.deviceID],
    [undefined, undefined],
  ]);
});

Deno.test("DEL of a list without a version, and of nothing else, takes that of Multus' own configuration", async () => {
  const plugins = [{ type: "fake" }];
  const versionless = { cniVersion: undefined };
  const networks = [
    delegate("net1", versionless),
    delegate("net2", { ...versionless, plugins }),
    delegate("net3", { cniVersion: "0.4.0", plugins }),
  ];
  using stage = new Stage(chain(...networks));
  await delPod(stage.multus, stage.chain, NETNS, { cniVersion: "1.0.0" });
  const versions = stage.plugin.calls().map(({ stdin }) => JSON.parse(stdin).cniVersion || "");
  assert.deepEqual(versions, ["0.4.0", "1.0.0", ""]);
});

Deno.test("DEL gets the result of ADD from 0.4.0 on, and none below", async () => {
  for (const [cniVersion, expected] of [["0.3.1", false], ["0.4.0", true], ["1.1.0", true]]) {
    using stage = new Stage(chain(delegate("net1", { cniVersion })));
    stage.plugin.reply("ADD", { stdout: { cniVersion, interfaces: [{ name: "net1" }] } });
    await addPod(stage.multus, stage.chain, NETNS);
    await delPod(stage.multus, stage.chain, NETNS);
    const stdin = JSON.parse(stage.plugin.calls().at(-1)?.stdin ?? "");
    assert.equal("prevResult" in stdin, expected, String(cniVersion));
  }
});

Deno.test("the delegates that ADD ran are the ones that DEL runs, whatever the manifests say now", async () => {
  using stage = new Stage(threeNetworks());
  await addPod(stage.multus, stage.chain, NETNS);
  assert.equal(loadDelegates(stage.multus.directory, "c1")?.length, 3);
  await delPod(stage.multus, { ...stage.chain, delegates: [] }, NETNS);
  assert.equal(stage.calls.length, 6);
});

import assert from "node:assert/strict";
import type { Delegate } from "../../input/model.ts";
import {
  addPod,
  askStatusAsMultus,
  checkPod,
  collectAsMultus,
  delPod,
  MultusError,
} from "./multus.ts";
import { chain, delegate, failFor, NETNS, Stage, threeNetworks } from "./testing.ts";

Deno.test("ADD goes through the chain in order, one after another", async () => {
  using stage = new Stage(threeNetworks());
  const results = await addPod(stage.multus, stage.chain, NETNS);
  assert.equal(results.length, 3);
  assert.deepEqual(stage.calls, [
    "ADD default/eth0-net eth0",
    "ADD default/net1-net net1",
    "ADD default/net2-net net2",
  ]);
});

Deno.test("what the device plugin says of a device is in the status, and forgotten after DEL", async () => {
  const directory = Deno.makeTempDirSync();
  const path = `${directory}/devinfo/default-net1-net-c1_net1`;
  const withDevice = {
    ...delegate("net1"),
    resourceName: "intel.com/pf1",
    deviceId: "0000:3b:02.0",
    runtimeConfig: { deviceID: "0000:3b:02.0", CNIDeviceInfoFile: path },
  };
  using stage = new Stage(chain(delegate("eth0"), withDevice));
  const [master, attached] = await addPod(stage.multus, stage.chain, NETNS);
  const info = { type: "pci", version: "1.1.0", pci: { "pci-address": "0000:3b:02.0" } };
  assert.equal(master?.deviceInfo, undefined);
  assert.deepEqual(attached?.deviceInfo, info);
  assert.deepEqual(JSON.parse(Deno.readTextFileSync(path)), info);
  failFor(stage.plugin, "DEL", "net1");
  await assert.rejects(delPod(stage.multus, stage.chain, NETNS));
  assert.throws(() => Deno.statSync(path), Deno.errors.NotFound, "even after an error");
  Deno.removeSync(directory, { recursive: true });
});

Deno.test("an interface that is there already fails before its plugin runs", async () => {
  using stage = new Stage(threeNetworks());
  stage.present.add("net2");
  await assert.rejects(
    addPod(stage.multus, stage.chain, NETNS),
    new MultusError(
      '[default/p/u-1:net2-net]: error adding container to network "net2-net": DelegateAdd: ' +
        'cannot set "fake" interface name to "net2": validateIfName: interface name net2 already exists',
    ),
  );
  assert.deepEqual(stage.calls.filter((call) => call.startsWith("ADD")), [
    "ADD default/eth0-net eth0",
    "ADD default/net1-net net1",
  ]);
  assert.deepEqual(stage.calls.slice(2), [
    "DEL default/net2-net net2",
    "DEL default/net1-net net1",
    "DEL default/eth0-net eth0",
  ]);
});

Deno.test("after a failure each network up to it gets one DEL, in reverse, and the failure is told", async () => {
  using stage = new Stage(threeNetworks());
  failFor(stage.plugin, "ADD", "net1", "broken");
  // Whatever DEL says is not heard.
  failFor(stage.plugin, "DEL", "net1");
  await assert.rejects(addPod(stage.multus, stage.chain, NETNS), (error) => {
    assert.ok(error instanceof MultusError);
    assert.equal(
      error.message,
      '[default/p/u-1:net1-net]: error adding container to network "net1-net": broken; try later',
    );
    return true;
  });
  assert.deepEqual(stage.calls, [
    "ADD default/eth0-net eth0",
    "ADD default/net1-net net1",
    "DEL default/net1-net net1",
    "DEL default/eth0-net eth0",
  ]);
  assert.deepEqual(stage.files, ["c1"], "the delegates are remembered after a failed ADD");
});

Deno.test("the network that failed gets a DEL too, the ones after it get none", async () => {
  using stage = new Stage(threeNetworks());
  failFor(stage.plugin, "ADD", "net1");
  await assert.rejects(addPod(stage.multus, stage.chain, NETNS), MultusError);
  const deletions = stage.calls.filter((call) => call.startsWith("DEL"));
  assert.deepEqual(deletions, ["DEL default/net1-net net1", "DEL default/eth0-net eth0"]);
});

Deno.test("a default route that cannot be set fails the pod, and no network gets a DEL", async () => {
  const wanting = { ...delegate("net1"), gatewayRequest: ["10.0.0.1"] };
  using stage = new Stage(chain(delegate("eth0"), wanting));
  await assert.rejects(
    addPod(stage.multus, stage.chain, NETNS),
    /^MultusError: Multus: \[default\/p\/u-1\]: error setting default gateway: /,
  );
  assert.deepEqual(stage.calls.filter((call) => call.startsWith("DEL")), []);
});

Deno.test("the plugins of a list run in order, each with the result of the one before", async () => {
  const plugins = [{ type: "fake", first: true }, { type: "fake", first: false }];
  using stage = new Stage(chain(delegate("net1", { plugins })));
  await addPod(stage.multus, stage.chain, NETNS);
  const configs = stage.plugin.calls().map(({ stdin }) => JSON.parse(stdin));
  assert.deepEqual(configs.map(({ first }) => first), [true, false]);
  assert.deepEqual(configs.map((config) => "prevResult" in config), [false, true]);
});

Deno.test("every plugin gets the pod's arguments in order", async () => {
  const one = delegate("net1");
  one.cniArgs = [["IgnoreUnknown", "true"], ["K8S_POD_NAMESPACE", "default"], ["K", "v"]];
  using stage = new Stage(chain(one));
  await addPod(stage.multus, stage.chain, NETNS);
  assert.equal(
    stage.plugin.calls()[0]?.variables["CNI_ARGS"],
    "IgnoreUnknown=true;K8S_POD_NAMESPACE=default;K=v",
  );
});

Deno.test("addresses asked for are in CNI_ARGS of ADD, and not of DEL", async () => {
  const one = delegate("net1");
  one.addArgs = [["MAC", "02:00:00:00:00:01"], ["IP", "10.0.0.1"]];
  using stage = new Stage(chain(one));
  await addPod(stage.multus, stage.chain, NETNS);
  await delPod(stage.multus, stage.chain, NETNS);
  assert.deepEqual(stage.plugin.calls().map(({ variables }) => variables["CNI_ARGS"]), [
    "IgnoreUnknown=true;MAC=02:00:00:00:00:01;IP=10.0.0.1",
    "IgnoreUnknown=true",
  ]);
});

Deno.test("CHECK is for the networks of Multus' own configuration, unless all are asked for", async () => {
  using stage = new Stage(threeNetworks());
  await addPod(stage.multus, stage.chain, NETNS);
  stage.calls.length = 0;
  await checkPod(stage.multus, stage.chain, NETNS);
  assert.deepEqual(stage.calls, ["CHECK default/eth0-net eth0"]);
  await checkPod(stage.multus, stage.chain, NETNS, { everything: true });
  assert.equal(stage.calls.length, 4);
});

Deno.test("of all networks those are checked whose version has CHECK", async () => {
  const old = { ...delegate("net1"), config: { ...delegate("net1").config, cniVersion: "0.3.1" } };
  using stage = new Stage(chain(delegate("eth0"), old, delegate("net2")));
  await addPod(stage.multus, stage.chain, NETNS);
  stage.calls.length = 0;
  await checkPod(stage.multus, stage.chain, NETNS, { everything: true });
  assert.deepEqual(stage.calls, ["CHECK default/eth0-net eth0", "CHECK default/net2-net net2"]);
});

Deno.test("CHECK tells an error in Multus' words", async () => {
  const list = { ...delegate("net1", { plugins: [{ type: "fake" }] }), configured: true as const };
  using stage = new Stage(chain(delegate("eth0"), list));
  await addPod(stage.multus, stage.chain, NETNS);
  failFor(stage.plugin, "CHECK", "net1", "gone");
  await assert.rejects(
    checkPod(stage.multus, stage.chain, NETNS),
    new MultusError(
      'DelegateCheck: error invoking ConflistCheck - "net1-net": ' +
        "conflistCheck: error in getting result from CheckNetworkList: gone; try later",
    ),
  );
  failFor(stage.plugin, "CHECK", "eth0", "gone");
  await assert.rejects(
    checkPod(stage.multus, stage.chain, NETNS),
    new MultusError(
      'DelegateCheck: error invoking DelegateCheck - "fake": ' +
        "error in getting result from CheckNetwork: gone; try later",
    ),
  );
});

Deno.test("CHECK is for all networks that Multus' own configuration lists", async () => {
  const second: Delegate = { ...delegate("net1"), configured: true };
  using stage = new Stage(chain(delegate("eth0"), second, delegate("net2")));
  await addPod(stage.multus, stage.chain, NETNS);
  stage.calls.length = 0;
  await checkPod(stage.multus, stage.chain, NETNS);
  assert.deepEqual(stage.calls, ["CHECK default/eth0-net eth0", "CHECK default/net1-net net1"]);
});

Deno.test("a list whose second plugin has no type is refused when it is its turn, not before", async () => {
  const list = delegate("net1", { plugins: [{ type: "fake" }, { mtu: 9000 }] });
  using stage = new Stage(chain(delegate("eth0"), list));
  await assert.rejects(
    addPod(stage.multus, stage.chain, NETNS),
    /^MultusError: \[default\/p\/u-1:net1-net\]: error adding container to network "net1-net": conflistAdd: error converting the raw bytes into a conflist: .*missing 'type'/,
  );
  assert.deepEqual(stage.calls, ["ADD default/eth0-net eth0", "DEL default/eth0-net eth0"]);
});

Deno.test("without a default network that is ready no plugin runs at ADD; DEL runs all the same", async () => {
  using stage = new Stage(threeNetworks());
  const unready = { ...stage.multus, awaitedFile: "/run/multus/cni/net.d/10-ovn.conf" };
  await assert.rejects(
    addPod(unready, stage.chain, NETNS),
    new MultusError(
      "Multus: [default/p/u-1]: have you checked that your default network is ready? still waiting " +
        "for readinessindicatorfile @ /run/multus/cni/net.d/10-ovn.conf. pollimmediate error: " +
        "timed out waiting for the condition",
    ),
  );
  assert.equal(stage.calls.length, 0);
  await delPod(unready, stage.chain, NETNS);
  assert.deepEqual(stage.calls.map((call) => call.slice(0, 3)), ["DEL", "DEL", "DEL"]);
  await assert.rejects(askStatusAsMultus(unready, stage.chain), /^MultusError: Multus: have you/);
  await assert.rejects(collectAsMultus(unready, stage.chain), /^MultusError: Multus: have you/);
});

Deno.test("STATUS and GC reach the default network alone, and GC has nothing to clear up", async () => {
  const config = { cniVersion: "1.1.0" };
  using stage = new Stage(chain(delegate("eth0", config), delegate("net1", config)));
  stage.plugin.reply("ADD", { stdout: { cniVersion: "1.1.0", interfaces: [{ name: "x" }] } });
  await addPod(stage.multus, stage.chain, NETNS);
  stage.calls.length = 0;
  await askStatusAsMultus(stage.multus, stage.chain);
  await collectAsMultus(stage.multus, stage.chain);
  assert.deepEqual(stage.calls.map((call) => call.trim()), [
    "STATUS default/eth0-net",
    "GC default/eth0-net",
  ]);
  const gc = JSON.parse(stage.plugin.calls().at(-1)?.stdin ?? "");
  assert.deepEqual(gc["cni.dev/valid-attachments"], [
    { containerID: "c1", ifname: "eth0" },
    { containerID: "c1", ifname: "net1" },
  ]);
});

import assert from "node:assert/strict";
import { FakePlugin } from "../../cni/testing.ts";
import { loadDelegates } from "./cache.ts";
import type { Delegate, PodChain } from "../model.ts";
import { addPod, checkPod, delPod, type Multus, MultusError } from "./multus.ts";

const NETNS = "/run/netns/absent-in-tests";

/** A pod whose networks are served by one fake plugin, and what Multus does for it. */
class Stage implements Disposable {
  readonly plugin = new FakePlugin("fake");
  readonly directory = Deno.makeTempDirSync({ prefix: "multus-" });
  readonly present = new Set<string>();
  readonly calls: string[] = [];
  readonly multus: Multus = {
    directory: `${this.directory}/multus`,
    runtime: { path: [this.plugin.directory] },
    onExec: ({ command, ifname, type }, { network }) => {
      this.calls.push(`${command} ${network} ${ifname}${type === "fake" ? "" : ` ${type}`}`);
    },
    hasInterface: (_netns, ifname) => this.present.has(ifname),
  };

  constructor(readonly chain: PodChain) {
    this.plugin.reply("ADD", { stdout: { cniVersion: "1.0.0", interfaces: [{ name: "x" }] } });
  }

  get files(): string[] {
    return [...Deno.readDirSync(this.multus.directory)].filter(({ isFile }) => isFile)
      .map(({ name }) => name);
  }

  [Symbol.dispose](): void {
    this.plugin[Symbol.dispose]();
    Deno.removeSync(this.directory, { recursive: true });
  }
}

function delegate(ifname: string, config: Record<string, unknown> = {}): Delegate {
  const name = `${ifname}-net`;
  return {
    network: `default/${name}`,
    cniName: name,
    kind: "plugins" in config ? "conflist" : "conf",
    config: { cniVersion: "1.0.0", name, type: "fake", ...config },
    ifname,
    master: ifname === "eth0",
    ...(ifname === "eth0" ? { configured: true } : {}),
    runtimeConfig: {},
    cniArgs: [["IgnoreUnknown", "true"]],
  };
}

function chain(...delegates: Delegate[]): PodChain {
  return {
    pod: { namespace: "default", name: "p", uid: "u-1" },
    containerId: "c1",
    delegates,
    devices: {},
    environment: {},
  };
}

const threeNetworks = () => chain(delegate("eth0"), delegate("net1"), delegate("net2"));

/** Makes the plugin fail a command for one interface only. */
function failFor(plugin: FakePlugin, command: string, ifname: string, msg = "no"): void {
  const script = Deno.readTextFileSync(plugin.path);
  const error = JSON.stringify({ code: 100, msg, details: "try later" });
  Deno.writeTextFileSync(
    plugin.path,
    script.replace(
      "[ -d ",
      `if [ "$CNI_COMMAND $CNI_IFNAME" = '${command} ${ifname}' ]; then echo '${error}'; exit 1; fi\n[ -d `,
    ),
  );
}

Deno.test("multus 21: ADD goes through the chain in order, one after another", async () => {
  using stage = new Stage(threeNetworks());
  const results = await addPod(stage.multus, stage.chain, NETNS);
  assert.equal(results.length, 3);
  assert.deepEqual(stage.calls, [
    "ADD default/eth0-net eth0",
    "ADD default/net1-net net1",
    "ADD default/net2-net net2",
  ]);
});

Deno.test("multus 37: what the device plugin says of a device is in the status, and forgotten after DEL", async () => {
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

Deno.test("multus 19: an interface that is there already fails before its plugin runs", async () => {
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

Deno.test("multus 22: after a failure each network up to it gets one DEL, in reverse, and the failure is told", async () => {
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

Deno.test("multus 23: the network that failed gets a DEL too, the ones after it get none", async () => {
  using stage = new Stage(threeNetworks());
  failFor(stage.plugin, "ADD", "net1");
  await assert.rejects(addPod(stage.multus, stage.chain, NETNS), MultusError);
  const deletions = stage.calls.filter((call) => call.startsWith("DEL"));
  assert.deepEqual(deletions, ["DEL default/net1-net net1", "DEL default/eth0-net eth0"]);
});

Deno.test("multus 24: DEL goes through the chain in reverse, the default network last", async () => {
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

Deno.test("multus 25: a DEL that fails does not stop the others, and all errors are told", async () => {
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

Deno.test("multus 26: DEL forgets the pod even after errors, unless it is told to retry", async () => {
  for (const retryDeleteOnError of [false, true]) {
    using stage = new Stage(threeNetworks());
    await addPod(stage.multus, stage.chain, NETNS);
    failFor(stage.plugin, "DEL", "net1");
    await assert.rejects(delPod(stage.multus, stage.chain, NETNS, { retryDeleteOnError }));
    assert.deepEqual(stage.files, retryDeleteOnError ? ["c1"] : []);
  }
});

Deno.test("multus 26: an error that runtimes take for success is not worth a retry", async () => {
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

Deno.test("multus 27: DEL of a pod that is neither remembered nor in the API does nothing and succeeds", async () => {
  using stage = new Stage(threeNetworks());
  await delPod(stage.multus, stage.chain, NETNS, { podGone: true });
  assert.deepEqual(stage.calls, []);
});

Deno.test("multus 27: DEL of a pod that is not remembered goes by the API, which knows no devices", async () => {
  const device = { deviceID: "0000:3b:02.0", pciBusID: "0000:3b:02.0" };
  const one = { ...delegate("net1", device), deviceId: device.deviceID };
  const list = delegate("net2", { plugins: [{ type: "fake", ...device }] });
  using stage = new Stage(chain(delegate("eth0"), one, list));
  await delPod(stage.multus, stage.chain, NETNS);
  assert.deepEqual(stage.calls, [
    "DEL default/net2-net net2",
    "DEL default/net1-net net1",
    "DEL default/eth0-net eth0",
  ]);
  for (const { stdin } of stage.plugin.calls()) assert.doesNotMatch(stdin, /0000:3b/);
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

Deno.test("multus 28: DEL gets the result of ADD from 0.4.0 on, and none below", async () => {
  for (const [cniVersion, expected] of [["0.3.1", false], ["0.4.0", true], ["1.1.0", true]]) {
    using stage = new Stage(chain(delegate("net1", { cniVersion })));
    stage.plugin.reply("ADD", { stdout: { cniVersion, interfaces: [{ name: "net1" }] } });
    await addPod(stage.multus, stage.chain, NETNS);
    await delPod(stage.multus, stage.chain, NETNS);
    const stdin = JSON.parse(stage.plugin.calls().at(-1)?.stdin ?? "");
    assert.equal("prevResult" in stdin, expected, String(cniVersion));
  }
});

Deno.test("multus 16: the plugins of a list run in order, each with the result of the one before", async () => {
  const plugins = [{ type: "fake", first: true }, { type: "fake", first: false }];
  using stage = new Stage(chain(delegate("net1", { plugins })));
  await addPod(stage.multus, stage.chain, NETNS);
  const configs = stage.plugin.calls().map(({ stdin }) => JSON.parse(stdin));
  assert.deepEqual(configs.map(({ first }) => first), [true, false]);
  assert.deepEqual(configs.map((config) => "prevResult" in config), [false, true]);
});

Deno.test("multus 29: every plugin gets the pod's arguments in order", async () => {
  const one = delegate("net1");
  one.cniArgs = [["IgnoreUnknown", "true"], ["K8S_POD_NAMESPACE", "default"], ["K", "v"]];
  using stage = new Stage(chain(one));
  await addPod(stage.multus, stage.chain, NETNS);
  assert.equal(
    stage.plugin.calls()[0]?.variables["CNI_ARGS"],
    "IgnoreUnknown=true;K8S_POD_NAMESPACE=default;K=v",
  );
});

Deno.test("multus 30: addresses asked for are in CNI_ARGS of ADD, and not of DEL", async () => {
  const one = delegate("net1");
  one.cniArgs = [["IgnoreUnknown", "true"], ["MAC", "02:00:00:00:00:01"], ["IP", "10.0.0.1"]];
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

Deno.test("the delegates that ADD ran are the ones that DEL runs, whatever the manifests say now", async () => {
  using stage = new Stage(threeNetworks());
  await addPod(stage.multus, stage.chain, NETNS);
  assert.equal(loadDelegates(stage.multus.directory, "c1")?.length, 3);
  await delPod(stage.multus, { ...stage.chain, delegates: [] }, NETNS);
  assert.equal(stage.calls.length, 6);
});

import assert from "node:assert/strict";
import type { JsonObject } from "../../../cni/mod.ts";
import {
  chainOf,
  multusConfig,
  network,
  pod,
  refusalOf,
  resolve,
  type TestObject,
} from "./testing.ts";

const DEFAULT = "v1.multus-cni.io/default-network";
const FAST = network("fast", { type: "macvlan", name: "fast-cni" }, { namespace: "kube-system" });

Deno.test("the default network is the stock bridge on eth0", () => {
  const [master] = chainOf([pod("")]).delegates;
  assert.equal(master?.config["type"], "bridge");
  assert.equal(master?.ifname, "eth0");
  assert.equal(master?.network, "pod-network");
});

Deno.test("the default-network annotation replaces eth0's, looked up in kube-system", () => {
  const [master, ...others] = chainOf([FAST, pod("", { annotations: { [DEFAULT]: "fast" } })])
    .delegates;
  assert.equal(master?.cniName, "fast-cni");
  assert.equal(master?.ifname, "eth0");
  assert.equal(master?.master, true);
  assert.deepEqual(others, []);
});

Deno.test("a network of that name in the pod's namespace does not count", () => {
  const here = network("fast", { type: "macvlan" });
  assert.match(
    refusalOf([here, pod("", { annotations: { [DEFAULT]: "fast" } })]).message,
    /\(fast\) in namespace \(kube-system\); it is in namespace default/,
  );
});

Deno.test("two default networks are an error", () => {
  assert.match(
    refusalOf([FAST, pod("", { annotations: { [DEFAULT]: "fast, fast" } })]).message,
    /more than one default network is specified/,
  );
});

Deno.test("the default network's device is taken from a count of its own", () => {
  const resource = "intel.com/pool";
  const objects = [
    network("one", { type: "sriov" }, { namespace: "kube-system", resource }),
    network("two", { type: "sriov" }, { resource }),
    pod("two", { annotations: { [DEFAULT]: "one" }, resources: { [resource]: 2 } }),
  ];
  const [master, other] = chainOf(objects).delegates;
  assert.equal(master?.deviceId, other?.deviceId);
});

Deno.test("the master has no runtimeConfig of its own, whatever its element asks for", () => {
  const annotations = { [DEFAULT]: '[{"name":"fast","mac":"02:00:00:00:00:01"}]' };
  const [master] = chainOf([FAST, pod("", { annotations })]).delegates;
  assert.deepEqual(master?.runtimeConfig, {});
  assert.deepEqual(master?.addArgs, [["MAC", "02:00:00:00:00:01"]]);
});

Deno.test("the default network's element may ask for another interface than eth0", () => {
  const named = (element: JsonObject) =>
    chainOf([FAST, pod("", { annotations: { [DEFAULT]: JSON.stringify([element]) } })])
      .delegates[0]?.ifname;
  assert.equal(named({ name: "fast", interface: "front" }), "front");
  assert.equal(named({ name: "fast", interface: "" }), "eth0");
  assert.equal(named({ name: "fast" }), "eth0");
});

Deno.test("a default network's annotation with nothing in it is an error", () => {
  const { message } = refusalOf([FAST, pod("", { annotations: { [DEFAULT]: "[]" } })]);
  assert.match(message, /default-network is empty$/);
});

Deno.test("Multus' configuration that is not JSON is an error at the character", () => {
  const data = { "daemon-config.json": '{"defaultNetworks": nonsense}' };
  const { findings: [finding] } = resolve([{ ...multusConfig({}), data }, pod("")]);
  assert.equal(finding?.code, "multus-config");
  assert.match(finding?.message ?? "", /^Multus' configuration: it is not JSON: /);
  assert.equal(finding?.position?.path, 'data["daemon-config.json"]');
});

Deno.test("of Multus' own settings a later configuration goes before an earlier one", () => {
  const one = multusConfig({ defaultNetworks: ["fast"], globalNamespaces: "one, two" });
  const other = multusConfig({ defaultNetworks: [], clusterNetwork: "fast" });
  assert.deepEqual(chainOf([FAST, one, other, pod("")]).delegates.map(({ network }) => network), [
    "kube-system/fast",
  ]);
});

Deno.test("delegates count only where no clusterNetwork is named", () => {
  const config = multusConfig({ clusterNetwork: "fast", delegates: [{ name: "x", type: "ptp" }] });
  assert.deepEqual(chainOf([FAST, config, pod("")]).delegates.map(({ network }) => network), [
    "kube-system/fast",
  ]);
});

Deno.test("clusterNetwork names a definition in Multus' namespace, or else a configuration on disk", () => {
  const named = multusConfig({ clusterNetwork: "fast" });
  assert.equal(chainOf([FAST, named, pod("")]).delegates[0]?.network, "kube-system/fast");

  const confDir = new Map([["10-fast.conf", '{"name":"fast","type":"ptp"}']]);
  const [onDisk] = chainOf([named, pod("")], { confDir }).delegates;
  assert.equal(onDisk?.config["type"], "ptp");
  assert.equal(onDisk?.network, "fast");

  const { code, hint } = refusalOf([named, pod("")]);
  assert.equal(code, "network-absent");
  assert.match(hint, /kube-system\/fast/);
});

Deno.test("clusterNetwork with a slash is a file, or a folder whose first file counts", () => {
  const confDir = new Map([
    ["/etc/cni/10-first.conf", '{"name":"first","type":"ptp"}'],
    ["/etc/cni/20-second.conflist", '{"name":"second","plugins":[{"type":"bridge"}]}'],
  ]);
  const master = (clusterNetwork: string) =>
    chainOf([multusConfig({ clusterNetwork }), pod("")], { confDir }).delegates[0]?.network;
  assert.equal(master("/host/etc/cni/20-second.conflist"), "second");
  assert.equal(master("/host/etc/cni/net.d"), "first");
});

Deno.test("defaultNetworks come right after the master, for pods outside system namespaces", () => {
  const config = multusConfig({ clusterNetwork: "fast", defaultNetworks: ["fast"] });
  const own = network("a", { type: "dummy" }, { namespace: "apps" });
  const ifnames = (namespace: string, networks: string) =>
    chainOf([FAST, own, config, pod(networks, { namespace })]).delegates.map((delegate) =>
      `${delegate.network} ${delegate.ifname}`
    );
  assert.deepEqual(ifnames("apps", "a"), [
    "kube-system/fast eth0",
    "kube-system/fast net1",
    "apps/a net2",
  ]);
  assert.deepEqual(ifnames("kube-system", ""), ["kube-system/fast eth0"]);
});

Deno.test("delegates in Multus' configuration are the default networks, the first the master", () => {
  const config = multusConfig({
    delegates: [{ name: "one", type: "ptp" }, { name: "two", plugins: [{ type: "bridge" }] }],
  });
  assert.deepEqual(
    chainOf([config, pod("")]).delegates.map(({ network, kind, ifname, master }) => ({
      network,
      kind,
      ifname,
      master,
    })),
    [
      { network: "one", kind: "conf", ifname: "eth0", master: true },
      { network: "two", kind: "conflist", ifname: "net1", master: false },
    ],
  );
  const system = chainOf([config, pod("", { namespace: "kube-system" })]).delegates;
  assert.deepEqual(system.map(({ network }) => network), ["one", "two"], "of system pods as well");
});

Deno.test("the networks that CHECK is for are those that Multus' configuration spells out", () => {
  const configured = (...objects: TestObject[]) =>
    chainOf([FAST, ...objects]).delegates.map(({ configured = false }) => configured);
  const namespace = "kube-system";
  const chosen = pod("fast", { namespace, annotations: { [DEFAULT]: "fast" } });
  assert.deepEqual(configured(chosen), [true, false], "one in the place of such a network is, too");
  assert.deepEqual(configured(multusConfig({ clusterNetwork: "fast" }), pod("")), [false]);
});

Deno.test("Multus' configuration that is broken is an error at its place", () => {
  const { code, message, position } = refusalOf([multusConfig({ namespaceIsolation: "yes" })]);
  assert.equal(code, "multus-config");
  assert.match(message, /belongs here, not the string "yes"$/);
  assert.match(position?.path ?? "", /namespaceIsolation$/);
});

Deno.test("the runtime offers containers' ports where Multus declares that, or its default network does", () => {
  const ports = [{ containerPort: 80, hostPort: 8080 }, { containerPort: 443 }];
  const web = pod("");
  web["spec"] = { containers: [{ name: "web", ports }] };
  const mapped = [{ hostPort: 8080, containerPort: 80, protocol: "tcp" }];
  const offered = (config: JsonObject) => chainOf([web, multusConfig(config)]).portMappings;
  const capabilities = { portMappings: true };
  const network = { cniVersion: "1.0.0", name: "n", type: "bridge" };
  assert.equal(offered({ delegates: [network] }), undefined);
  assert.deepEqual(offered({ delegates: [{ ...network, capabilities }] }), mapped);
  assert.deepEqual(offered({ delegates: [network], capabilities }), mapped);
  assert.equal(offered({ delegates: [{ ...network, capabilities }], capabilities: {} }), undefined);
});

/** A directory with one list, and a folder of the list's name with plugins that join it. */
const JOINED = {
  confDir: new Map([[
    "/etc/cni/net.d/10-net.conflist",
    '{"cniVersion": "1.0.0", "name": "net", "plugins": [{"type": "dummy"}]}',
  ]]),
  chained: new Map([[
    "net",
    [{ file: "net/10-a.conf", text: '{"type": "tuning", "mtu": 9000}' }],
  ]]),
};

function typesOf(config: JsonObject | undefined): unknown[] {
  const plugins = config?.["plugins"];
  return Array.isArray(plugins) ? plugins.map(({ type }) => type) : [];
}

Deno.test("plugins of the folder beside a list that is named by its path join it", () => {
  const path = multusConfig({ clusterNetwork: "/etc/cni/net.d/10-net.conflist" });
  const [master] = chainOf([path, pod("")], JOINED).delegates;
  assert.deepEqual(typesOf(master?.config), ["dummy", "tuning"]);
  const [named] = chainOf([multusConfig({ clusterNetwork: "net" }), pod("")], JOINED).delegates;
  assert.deepEqual(typesOf(named?.config), ["dummy"], "by its name it stays as it is");
});

Deno.test("a list may forbid others to join it, and one without plugins of its own may be all theirs", () => {
  const path = multusConfig({ clusterNetwork: "/etc/cni/net.d/10-net.conflist" });
  const withList = (list: string) => {
    const confDir = new Map([["/etc/cni/net.d/10-net.conflist", list]]);
    return typesOf(chainOf([path, pod("")], { ...JOINED, confDir }).delegates[0]?.config);
  };
  const alone = '{"name": "net", "loadOnlyInlinedPlugins": true, "plugins": [{"type": "dummy"}]}';
  assert.deepEqual(withList(alone), ["dummy"]);
  assert.deepEqual(withList('{"name": "net"}'), ["tuning"]);
});

Deno.test("an auxiliary chain comes after all networks, for pods without any too", () => {
  const config = multusConfig({
    cniVersion: "1.0.0",
    clusterNetwork: "/etc/cni/net.d/10-net.conflist",
    auxiliaryCNIChainName: "aux",
  });
  const chained = new Map([["aux", [{ file: "aux/10-a.conf", text: '{"type": "sbr"}' }]]]);
  const settings = { ...JOINED, chained };
  const network1 = network("a", { type: "dummy" });
  const { delegates } = chainOf([config, network1, pod("a")], settings);
  assert.deepEqual(delegates.map(({ ifname }) => ifname), ["eth0", "net1", "net2"]);
  assert.deepEqual(delegates.map(({ auxiliary }) => auxiliary), [undefined, undefined, true]);
  assert.deepEqual(delegates[2]?.config, {
    cniVersion: "1.0.0",
    name: "aux",
    plugins: [{ type: "passthru", name: "passthru-cni" }, { type: "sbr" }],
  });
  assert.equal(chainOf([config, pod("")], settings).delegates.length, 2);
  assert.equal(chainOf([config, pod("")], JOINED).delegates.length, 1, "nobody has joined it");
});

Deno.test("an auxiliary chain without a path of the default network refuses every pod", () => {
  const config = multusConfig({ auxiliaryCNIChainName: "aux" });
  const { code, message } = refusalOf([config, pod("")]);
  assert.equal(code, "multus-config");
  assert.match(message, /auxiliary chain used but ClusterNetwork must be a path/);
});

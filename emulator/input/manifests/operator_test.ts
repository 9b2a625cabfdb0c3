import assert from "node:assert/strict";
import { readManifests } from "./mod.ts";

function read(kind: string, spec: string) {
  const text = `apiVersion: sriovnetwork.openshift.io/v1
kind: ${kind}
metadata: {name: east, namespace: openshift-sriov-network-operator}
spec:
${spec.replaceAll(/^/gm, "  ")}
`;
  return readManifests([{ file: "o.yaml", text }]);
}

/** The one definition that comes of the order. */
function networkOf(kind: string, spec: string) {
  const { networks: [network], findings } = read(kind, spec);
  assert.deepEqual(findings, []);
  assert.ok(network?.config);
  return { ...network, config: network.config, json: JSON.parse(network.config.text) };
}

Deno.test("a SriovNetwork is the definition that the operator makes of it", () => {
  const { name, namespace, annotations, json } = networkOf(
    "SriovNetwork",
    `networkNamespace: apps
resourceName: nics
vlan: 100
spoofChk: "off"
trust: "on"
linkState: enable
maxTxRate: 100
capabilities: '{"mac": true, "ips": true}'
ipam: |
  {"type": "host-local", "subnet": "10.1.0.0/24"}`,
  );
  assert.deepEqual([namespace, name], ["apps", "east"]);
  assert.equal(annotations.get("k8s.v1.cni.cncf.io/resourceName")?.text, "openshift.io/nics");
  assert.deepEqual(json, {
    cniVersion: "1.0.0",
    name: "east",
    type: "sriov",
    vlan: 100,
    spoofchk: "off",
    trust: "on",
    vlanQoS: 0,
    max_tx_rate: 100,
    link_state: "enable",
    logLevel: "info",
    capabilities: { mac: true, ips: true },
    ipam: { type: "host-local", subnet: "10.1.0.0/24" },
  });
});

Deno.test("an order without a namespace for its definition has it in its own; what it does not say is left out", () => {
  const { namespace, json } = networkOf("SriovNetwork", "resourceName: nics");
  assert.equal(namespace, "openshift-sriov-network-operator");
  assert.deepEqual(json, {
    cniVersion: "1.0.0",
    name: "east",
    type: "sriov",
    vlan: 0,
    vlanQoS: 0,
    logLevel: "info",
    ipam: {},
  });
});

Deno.test("with further plugins it is a list", () => {
  const { json } = networkOf(
    "SriovNetwork",
    `resourceName: nics\nmetaPlugins: '{"type": "tuning", "mtu": 9000}, {"type": "sbr"}'`,
  );
  const [sriov, ...others] = json.plugins;
  assert.equal(sriov.type, "sriov");
  assert.deepEqual(others, [{ type: "tuning", mtu: 9000 }, { type: "sbr" }]);
});

Deno.test("orders for InfiniBand and Open vSwitch have plugins of their own", () => {
  const infiniband = networkOf("SriovIBNetwork", "resourceName: nics\nlinkState: auto\n");
  assert.deepEqual(infiniband.json, {
    cniVersion: "1.0.0",
    name: "east",
    type: "ib-sriov",
    link_state: "auto",
    ipam: {},
  });
  const ovs = networkOf("OVSNetwork", "resourceName: nics\nbridge: br0\nvlan: 5\n");
  assert.deepEqual(ovs.json, {
    cniVersion: "1.0.0",
    name: "east",
    type: "ovs",
    bridge: "br0",
    vlan: 5,
    ipam: {},
  });
});

Deno.test("NVIDIA's operator makes definitions of its orders, in the default namespace and with its prefix", () => {
  const device = networkOf("HostDeviceNetwork", "resourceName: hostdev\n");
  assert.deepEqual(
    [device.namespace, device.annotations.get("k8s.v1.cni.cncf.io/resourceName")?.text],
    ["default", "nvidia.com/hostdev"],
  );
  assert.deepEqual(device.json, {
    cniVersion: "0.3.1",
    name: "east",
    type: "host-device",
    ipam: {},
  });
  const macvlan = networkOf("MacvlanNetwork", "master: ens3\nmode: bridge\nmtu: 1500\n");
  assert.deepEqual(macvlan.json, {
    cniVersion: "0.3.1",
    name: "east",
    type: "macvlan",
    master: "ens3",
    mode: "bridge",
    mtu: 1500,
    ipam: {},
  });
  assert.equal(networkOf("IPoIBNetwork", "master: ibs1f0\n").json.master, "ibs1f0");
});

Deno.test("what is in the definition stands where the order says it", () => {
  const { config } = networkOf(
    "SriovNetwork",
    'resourceName: nics\nvlan: 100\nipam: \'{"type": "static"}\'\n',
  );
  const places = [["vlan"], ["ipam", "type"], ["type"]].map((path) => config.atPath(path));
  assert.deepEqual(places.map(({ path, line, column }) => [path, line, column]), [
    ["spec.vlan", 6, 9],
    ["spec.ipam", 7, 19],
    ["kind", 2, 7],
  ]);
});

Deno.test("a policy's pool has the functions that it makes", () => {
  const { policies: [policy], findings } = read(
    "SriovNetworkNodePolicy",
    `resourceName: nics
numVfs: 6
mtu: 9000
deviceType: vfio-pci
nicSelector: {vendor: "8086", deviceID: "158b", pfNames: ["ens1f0#0-3"]}`,
  );
  assert.deepEqual(findings, []);
  assert.deepEqual([policy?.functions, policy?.mtu, policy?.isUserspace], [6, 9000, true]);
  assert.deepEqual(policy?.pfNames, ["ens1f0#0-3"]);
});

Deno.test("an order that the API server refuses is told of", () => {
  const { networks, findings } = read("SriovNetwork", "resourceName: nics\nvlan: '5'\n");
  assert.deepEqual(networks, []);
  assert.deepEqual(findings.map(({ code, position }) => [code, position?.path]), [
    ["field-invalid", "spec.vlan"],
  ]);
});

Deno.test("OpenShift's network operator makes definitions of the networks that it lists", () => {
  const text = `apiVersion: operator.openshift.io/v1
kind: Network
metadata: {name: cluster}
spec:
  additionalNetworks:
  - name: bond
    namespace: apps
    type: Raw
    rawCNIConfig: '{"name": "bond", "type": "bond"}'
  - name: lan
    type: SimpleMacvlan
    simpleMacvlanConfig: {master: ens3, mode: Bridge}
`;
  const { networks, findings } = readManifests([{ file: "o.yaml", text }]);
  assert.deepEqual(findings, []);
  assert.deepEqual(networks.map(({ namespace, name }) => `${namespace}/${name}`), [
    "apps/bond",
    "default/lan",
  ]);
  const position = networks[0]?.config?.atPath(["type"]);
  assert.deepEqual([position?.path, position?.line], [
    "spec.additionalNetworks[0].rawCNIConfig.type",
    9,
  ]);
  assert.deepEqual(JSON.parse(networks[1]?.config?.text ?? ""), {
    cniVersion: "0.3.1",
    name: "lan",
    type: "macvlan",
    mode: "bridge",
    master: "ens3",
    ipam: { type: "dhcp" },
  });
});

Deno.test("other kinds called Network have no part in networks of pods", () => {
  const text = "apiVersion: example.org/v1\nkind: Network\nmetadata: {name: n}\n";
  const { networks, findings } = readManifests([{ file: "o.yaml", text }]);
  assert.deepEqual([networks, findings.map(({ code }) => code)], [[], ["kind-ignored"]]);
});

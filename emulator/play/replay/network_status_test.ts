import assert from "node:assert/strict";
import { emptyResult, type Result } from "../../../cni/mod.ts";
import { type AttachedDelegate, networkStatus, networkStatuses } from "./network_status.ts";

const NETNS = "/run/netns/pod";

const eth0: AttachedDelegate = {
  network: "pod-network",
  master: true,
  result: result({
    interfaces: [
      { name: "cni0", mac: "02:00:00:00:00:01" },
      { name: "veth1", mac: "02:00:00:00:00:02" },
      { name: "eth0", mac: "02:00:00:00:00:03", sandbox: NETNS },
    ],
    ips: [{ address: "10.244.1.2/24", gateway: "10.244.1.1", interface: 2 }],
    routes: [{ dst: "0.0.0.0/0", gw: "10.244.1.1" }],
  }),
};

const bond0: AttachedDelegate = {
  network: "default/bond-net1",
  master: false,
  result: result({
    interfaces: [{ name: "bond0", mac: "02:00:00:00:00:04", sandbox: NETNS }],
    ips: [{ address: "10.56.217.2/24", gateway: "10.56.217.1", interface: 0 }],
    routes: [{ dst: "0.0.0.0/0", gw: "10.56.217.1" }],
  }),
};

function result(parts: Partial<Result>): Result {
  return { ...emptyResult(), ...parts };
}

function withResult(delegate: AttachedDelegate, parts: Partial<Result>): AttachedDelegate {
  return { ...delegate, result: { ...delegate.result, ...parts } };
}

Deno.test("the text has Multus' order, key order, indentation and omissions", () => {
  const net1: AttachedDelegate = {
    network: "default/sriov-net1",
    master: false,
    result: result({
      interfaces: [{ name: "net1", mac: "02:00:00:00:00:05", mtu: 1500, sandbox: NETNS }],
    }),
  };
  assert.equal(
    networkStatus([eth0, net1, bond0]),
    `[{
    "name": "pod-network",
    "interface": "eth0",
    "ips": [
        "10.244.1.2"
    ],
    "mac": "02:00:00:00:00:03",
    "default": true,
    "dns": {},
    "gateway": [
        "10.244.1.1"
    ]
},{
    "name": "default/sriov-net1",
    "interface": "net1",
    "mac": "02:00:00:00:00:05",
    "mtu": 1500,
    "dns": {}
},{
    "name": "default/bond-net1",
    "interface": "bond0",
    "ips": [
        "10.56.217.2"
    ],
    "mac": "02:00:00:00:00:04",
    "dns": {},
    "gateway": [
        "10.56.217.1"
    ]
}]`,
  );
});

Deno.test("a device stands between dns and gateway, resolver settings inside dns", () => {
  const delegate = withResult(
    { ...bond0, deviceInfo: { type: "pci", version: "1.1.0" } },
    { dns: { nameservers: ["10.0.0.53"], domain: "", search: [], options: ["ndots:5"] } },
  );
  const [status] = networkStatuses([delegate]);
  assert.deepEqual(Object.keys(status ?? {}), [
    "name",
    "interface",
    "ips",
    "mac",
    "dns",
    "device-info",
    "gateway",
  ]);
  assert.deepEqual(status?.dns, { nameservers: ["10.0.0.53"], options: ["ndots:5"] });
});

Deno.test("a default route without gateway is written as Go writes an absent address", () => {
  const text = networkStatus([withResult(bond0, { routes: [{ dst: "0.0.0.0/0" }] })]);
  assert.match(text, /"gateway": \[\n {8}"\\u003cnil\\u003e"\n {4}\]/);
  assert.deepEqual(JSON.parse(text)[0].gateway, ["<nil>"]);
});

Deno.test("gateways are those of default routes of both families, no others", () => {
  const [status] = networkStatuses([withResult(bond0, {
    routes: [
      { dst: "10.0.0.0/8", gw: "10.56.217.9" },
      { dst: "0.0.0.0/0", gw: "10.56.217.1" },
      { dst: "::/0", gw: "FD00::1" },
    ],
  })]);
  assert.deepEqual(status?.gateway, ["10.56.217.1", "fd00::1"]);
});

Deno.test("several interfaces in the pod give an object each, with their own addresses", () => {
  const several = withResult(eth0, {
    interfaces: [
      { name: "cni0" },
      { name: "eth0", sandbox: NETNS },
      { name: "eth1", sandbox: NETNS },
    ],
    ips: [
      { address: "10.0.0.2/24", interface: 1 },
      { address: "10.0.1.2/24", gateway: "10.0.1.1", interface: 2 },
      { address: "fd00::2/64", interface: 2 },
      { address: "10.9.9.9/32", interface: 0 },
      { address: "10.0.2.2/24" },
    ],
    routes: [],
  });
  const statuses = networkStatuses([several]);
  assert.deepEqual(
    statuses.map((status) => [status.interface, status.ips, status.default ?? false]),
    [
      ["eth0", ["10.0.0.2"], false],
      ["eth1", ["10.0.1.2", "fd00::2", "10.0.2.2"], true],
    ],
  );
});

Deno.test("without a gateway the first interface in the pod is the default one", () => {
  const statuses = networkStatuses([withResult(eth0, {
    interfaces: [{ name: "eth0", sandbox: NETNS }, { name: "eth1", sandbox: NETNS }],
    ips: [{ address: "10.0.1.2/24", interface: 1 }],
  })]);
  assert.deepEqual(statuses.map((status) => status.default), [true, undefined]);
});

Deno.test("of several interfaces, those outside the pod have no object", () => {
  const statuses = networkStatuses([withResult(bond0, {
    interfaces: [{ name: "cni0" }, { name: "veth0" }],
  })]);
  assert.deepEqual(statuses, []);
});

Deno.test("a single interface outside the pod leaves name and addresses only", () => {
  const [status] = networkStatuses([withResult(bond0, {
    interfaces: [{ name: "bond0", mac: "02:00:00:00:00:04" }],
    routes: [],
  })]);
  assert.deepEqual(status, { name: "default/bond-net1", ips: ["10.56.217.2"], dns: {} });
});

Deno.test("a result without interfaces has no object", () => {
  assert.equal(networkStatus([withResult(bond0, { interfaces: [] })]), "[]");
});

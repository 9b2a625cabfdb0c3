import assert from "node:assert/strict";
import { readManifests } from "../manifests/mod.ts";
import { prepare } from "../prepare.ts";
import { withOperatorPrefix } from "./operator_prefix.ts";
import { network, pod, type TestObject } from "./testing.ts";

const order = (kind: string, name: string, spec: TestObject): TestObject => ({
  apiVersion: "sriovnetwork.openshift.io/v1",
  kind,
  metadata: { name, namespace: "sriov-network-operator" },
  spec,
});

const sriov = (name: string, resourceName: string) =>
  order("SriovNetwork", name, { resourceName, networkNamespace: "default" });

const policy = (name: string, resourceName: string, spec: TestObject) =>
  order("SriovNetworkNodePolicy", name, { resourceName, numVfs: 4, ...spec });

function prepared(...objects: TestObject[]) {
  const text = objects.map((object) => JSON.stringify(object)).join("\n---\n");
  const { node, chains, diagnostics } = prepare(readManifests([{ file: "o.yaml", text }]));
  return {
    node,
    devices: chains.flatMap(({ delegates }) => delegates.flatMap(({ deviceId }) => deviceId ?? [])),
    codes: diagnostics.map(({ code }) => code),
  };
}

const asking = (prefix: string) =>
  pod("east, west", { resources: { [`${prefix}/east`]: 1, [`${prefix}/west`]: 1 } });

const POLICIES = [
  policy("east", "east", { nicSelector: { pfNames: ["ens1f0"] }, numVfs: 6, mtu: 9000 }),
  policy("west", "west", { nicSelector: { pfNames: ["ens2f0"] } }),
];

Deno.test("pods get devices of the operator's networks from the pools of its policies", () => {
  const { node, devices, codes } = prepared(
    sriov("east", "east"),
    sriov("west", "west"),
    ...POLICIES,
    asking("openshift.io"),
  );
  assert.deepEqual(codes, []);
  assert.deepEqual(devices, ["0000:3b:02.0", "0000:4b:02.0"]);
  const functions = node.physicalFunctions.map(({ name, mtu, virtualFunctions }) =>
    [name, mtu, virtualFunctions.length, virtualFunctions[0]?.mtu].join(" ")
  );
  assert.deepEqual(functions, ["ens1f0 9000 6 9000", "ens2f0 1500 4 1500"]);
});

Deno.test("the operator's prefix is the one that pods ask for", () => {
  const networks = [sriov("east", "east"), sriov("west", "west")];
  const { devices, codes } = prepared(...networks, ...POLICIES, asking("nvidia.com"));
  assert.deepEqual(codes, []);
  assert.equal(devices.length, 2);
});

Deno.test("policies of one resource are one pool", () => {
  const { node, devices, codes } = prepared(
    sriov("east", "nics"),
    policy("one", "nics", { nicSelector: { pfNames: ["ens1f0#0-1"] } }),
    policy("two", "nics", { nicSelector: { pfNames: ["ens2f0"] } }),
    pod("east", { resources: { "openshift.io/nics": 1 } }),
  );
  assert.deepEqual(codes, []);
  assert.deepEqual(devices, ["0000:3b:02.0"]);
  assert.deepEqual(node.physicalFunctions.map(({ name }) => name), ["ens1f0", "ens2f0"]);
});

Deno.test("a policy for programs in user space binds functions to a driver of theirs", () => {
  const { node } = prepared(policy("dpdk", "dpdk", { deviceType: "vfio-pci", nicSelector: {} }));
  const [pf] = node.physicalFunctions;
  assert.deepEqual(pf?.virtualFunctions.map(({ driver }) => driver), Array(4).fill("vfio-pci"));
});

Deno.test("cards are chosen by the physical device, and pools by that of its functions", () => {
  const nicSelector = { vendor: "15b3", deviceID: "1017" };
  const { node, devices, codes } = prepared(
    sriov("east", "nics"),
    policy("one", "nics", { nicSelector }),
    pod("east", { resources: { "openshift.io/nics": 1 } }),
  );
  const [pf] = node.physicalFunctions;
  assert.deepEqual([pf?.vendor, pf?.device], ["15b3", "1017"]);
  assert.equal(pf?.virtualFunctions[0]?.device, "1018");
  assert.deepEqual([devices.length, codes], [1, []]);
});

Deno.test("a pool of the operator that no device fits, or with a placeholder, is told of", () => {
  const { codes } = prepared(
    policy("one", "one", { nicSelector: { pfNames: ["ens1f0"] } }),
    policy("two", "two", { nicSelector: { pfNames: ["ens1f0"] } }),
    policy("three", "three", { nicSelector: { pfNames: ["<PF_NAME>"] } }),
  );
  assert.deepEqual(codes, ["no-pods", "placeholder", "pool-empty"]);
});

const manifestsOf = (...objects: TestObject[]) =>
  readManifests([{
    file: "o.yaml",
    text: objects.map((object) => JSON.stringify(object)).join("\n---\n"),
  }]);

Deno.test("another prefix that pods ask for is the operator's only where none asks for its own", () => {
  const networks = [sriov("east", "east"), sriov("west", "west")];
  const resources = { "nvidia.com/west": 1, "openshift.io/east": 1 };
  const manifests = manifestsOf(...networks, ...POLICIES, pod("east, west", { resources }));
  assert.equal(withOperatorPrefix(manifests), manifests);
});

Deno.test("a network with another prefix keeps its other annotations", () => {
  const manifests = manifestsOf(sriov("east", "east"), ...POLICIES, asking("nvidia.com"));
  const [network] = manifests.networks;
  const [[name, text] = []] = network?.annotations ?? [];
  assert.ok(network && name && text);
  const annotations = new Map([["example.org/owner", text], ...network.annotations]);
  const networks = [{ ...network, annotations }];
  const [changed] = withOperatorPrefix({ ...manifests, networks }).networks;
  assert.equal(changed?.annotations.get("example.org/owner"), text);
  assert.equal(changed.annotations.get(name)?.text, "nvidia.com/east");
});

Deno.test("resources of others say nothing of the operator's prefix", () => {
  const other = network("other", { type: "sriov" }, { resource: "intel.com/other" });
  for (const resource of ["intel.com/other", "nvidia.com/gpu", "memory"]) {
    const asking = pod("other", { resources: { [resource]: 1 } });
    const manifests = manifestsOf(other, sriov("east", "east"), ...POLICIES, asking);
    assert.equal(withOperatorPrefix(manifests), manifests, resource);
  }
});

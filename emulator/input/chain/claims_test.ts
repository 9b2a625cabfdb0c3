import assert from "node:assert/strict";
import { isJsonObject } from "../../../cni/mod.ts";
import { offeredResources } from "./claims.ts";
import { network, pod, resolve, type TestObject } from "./testing.ts";

const CLASS = "sriovnetwork.k8snetworkplumbingwg.io";

const sriov = (name: string, resource: string) => network(name, { type: "sriov" }, { resource });

const request = (resource?: string, count = 1) => ({
  name: "vf",
  exactly: {
    deviceClassName: CLASS,
    count,
    ...(resource === undefined ? {} : {
      selectors: [{
        cel: {
          expression: `device.attributes["k8s.cni.cncf.io"].resourceName == "${resource}"`,
        },
      }],
    }),
  },
});

const claim = (name: string, ...requests: unknown[]): TestObject => ({
  apiVersion: "resource.k8s.io/v1",
  kind: "ResourceClaim",
  metadata: { name },
  spec: { devices: { requests } },
});

const template = (name: string, ...requests: unknown[]): TestObject => ({
  ...claim(name, ...requests),
  kind: "ResourceClaimTemplate",
  spec: { spec: { devices: { requests } } },
});

/** A pod with claims, each the name of a template, or with "=" before it that of a claim. */
function claiming(networks: string, claims: string[], name = "pod"): TestObject {
  const made = pod(networks, { name });
  const resourceClaims = claims.map((text, i) =>
    text.startsWith("=")
      ? { name: `c${i}`, resourceClaimName: text.slice(1) }
      : { name: `c${i}`, resourceClaimTemplateName: text }
  );
  return { ...made, spec: { ...(isJsonObject(made["spec"]) ? made["spec"] : {}), resourceClaims } };
}

/** The devices of each pod's networks, by interface, and what is said. */
function devices(...objects: TestObject[]) {
  const { chains, findings } = resolve(objects);
  return [
    ...chains.map(({ delegates }) =>
      delegates.flatMap(({ ifname, deviceId }) => deviceId ? [`${ifname} ${deviceId}`] : [])
    ),
    ...findings.map(({ code }) => code),
  ];
}

Deno.test("a claim gives the devices of the resource that it names", () => {
  assert.deepEqual(
    devices(
      sriov("a", "east"),
      sriov("b", "west"),
      template("one", request("east")),
      template("two", request("west")),
      claiming("a, b", ["one", "two"]),
    ),
    [["net1 0000:3b:02.0", "net2 0000:4b:02.0"]],
  );
});

Deno.test("the class of a request may name the resource, and before v1 a request is flat", () => {
  const deviceClass = {
    apiVersion: "resource.k8s.io/v1beta1",
    kind: "DeviceClass",
    metadata: { name: "east-nics" },
    spec: { selectors: [{ cel: { expression: 'device.attributes["d"].resourceName == "east"' } }] },
  };
  const flat = { name: "vf", deviceClassName: "east-nics", count: 2 };
  assert.deepEqual(
    devices(sriov("a", "east"), deviceClass, template("one", flat), claiming("a, a", ["one"])),
    [["net1 0000:3b:02.0", "net2 0000:3b:02.1"]],
  );
});

Deno.test("claims of one resource give their devices together", () => {
  const templates = [template("one", request("east")), template("two", request("east"))];
  assert.deepEqual(devices(sriov("a", "east"), ...templates, claiming("a, a", ["one", "two"])), [
    ["net1 0000:3b:02.0", "net2 0000:3b:02.1"],
  ]);
});

Deno.test("a request without a resource gives what the networks need, if its driver is for networks", () => {
  const networks = [sriov("a", "east"), sriov("b", "west")];
  assert.deepEqual(
    devices(...networks, template("any", request(undefined, 2)), claiming("a, b", ["any"])),
    [["net1 0000:3b:02.0", "net2 0000:4b:02.0"]],
  );
  const gpu = { name: "gpu", exactly: { deviceClassName: "gpu.example.com" } };
  assert.deepEqual(devices(...networks, template("gpu", gpu), claiming("a", ["gpu"])), [
    [],
    "resource-not-requested",
  ]);
});

Deno.test("a request without a resource gives what a named one leaves to be given", () => {
  const templates = [template("one", request("east")), template("any", request())];
  assert.deepEqual(devices(sriov("a", "east"), ...templates, claiming("a, a", ["one", "any"])), [
    ["net1 0000:3b:02.0", "net2 0000:3b:02.1"],
  ]);
});

Deno.test("pods of one claim have its devices in common, those of a template their own", () => {
  const pods = (name: string) => [claiming("a", [name], "p"), claiming("a", [name], "q")];
  assert.deepEqual(
    devices(sriov("a", "east"), claim("one", request("east")), ...pods("=one")),
    [["net1 0000:3b:02.0"], ["net1 0000:3b:02.0"]],
  );
  assert.deepEqual(
    devices(sriov("a", "east"), template("one", request("east")), ...pods("one")),
    [["net1 0000:3b:02.0"], ["net1 0000:3b:02.1"]],
  );
});

Deno.test("a claim that is elsewhere is taken for what the networks need, which is said", () => {
  assert.deepEqual(devices(sriov("a", "east"), claiming("a", ["elsewhere"])), [
    ["net1 0000:3b:02.0"],
    "claim-elsewhere",
  ]);
});

Deno.test("a claim of less than the networks take leaves one without a device", () => {
  assert.deepEqual(
    devices(sriov("a", "east"), template("one", request("east")), claiming("a, a", ["one"])),
    [["net1 0000:3b:02.0"], "resource-not-requested"],
  );
});

const policy = (count: number, ...labels: string[]): TestObject => ({
  apiVersion: "sriovnetwork.k8snetworkplumbingwg.io/v1alpha1",
  kind: "SriovResourcePolicy",
  metadata: { name: "p" },
  spec: {
    configs: labels.map((pool) => ({
      deviceAttributesSelector: { matchLabels: { pool } },
      resourceFilters: [{ pfNames: [`ens1f0#0-${count - 1}`] }],
    })),
  },
});

const attributes = (pool: string, resource: string): TestObject => ({
  apiVersion: "sriovnetwork.k8snetworkplumbingwg.io/v1alpha1",
  kind: "DeviceAttributes",
  metadata: { name: pool, labels: { pool } },
  spec: { attributes: { "k8s.cni.cncf.io/resourceName": { string: resource } } },
});

Deno.test("what the driver offers under a name is all that there is", () => {
  const objects = [
    sriov("a", "east"),
    policy(4, "e"),
    attributes("e", "east"),
    template("one", request("east", 5)),
    claiming("a", ["one"]),
  ];
  const { node, findings } = resolve(objects);
  assert.deepEqual(node.physicalFunctions.map(({ name }) => name), ["ens1f0"]);
  assert.deepEqual(findings.map(({ code }) => code), ["unschedulable"]);
  assert.match(findings[0]?.message ?? "", /claims 5 of east, of which 4 are free/);
});

Deno.test("devices of claims that no network names are nobody's here", () => {
  assert.deepEqual(
    devices(
      network("a", { type: "dummy" }),
      template("one", request("east")),
      claiming("a", ["one"]),
    ),
    [[]],
  );
});

Deno.test("what a driver offers has the name of the attributes that bear all of its labels", () => {
  const offered = (labels: Record<string, string>) =>
    offeredResources(
      {
        offeredDevices: [{ matchLabels: { a: "1", b: "2" }, selectors: [{}] }],
        namedDevices: [{ labels, resource: "example.org/pool" }],
      } as unknown as Parameters<typeof offeredResources>[0],
    ).length;
  assert.deepEqual([offered({ a: "1", b: "2", c: "3" }), offered({ a: "1", b: "3" })], [1, 0]);
});

import assert from "node:assert/strict";
import { readManifests } from "../manifests/mod.ts";
import type { Finding, NodeModel } from "../model.ts";
import {
  Allocator,
  deriveNode,
  deviceEnvironment,
  makePhysicalFunction,
  makePools,
  parseResourceList,
} from "./mod.ts";

/** Reads a device plugin's configuration as a ConfigMap brings it. */
function read(resourceList: unknown[], name = "sriovdp-config") {
  const text = JSON.stringify({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name },
    data: { "config.json": JSON.stringify({ resourceList }, null, 2) },
  });
  const { devicePlugins } = readManifests([{ file: "map.json", text }]);
  const [manifest] = devicePlugins;
  assert.ok(manifest);
  return parseResourceList(manifest);
}

function pools(resourceList: unknown[], node?: NodeModel) {
  const { resources } = read(resourceList);
  return makePools(node ?? deriveNode(resources), resources);
}

const kind = { vendor: "8086", device: "154c", driver: "iavf" };

/** Two physical functions with four virtual functions each: 0000:3b:02.0 and on, 0000:4b:02.0 and on. */
const NODE: NodeModel = {
  physicalFunctions: ["ens1f0", "ens2f0"].map((name, i) =>
    makePhysicalFunction(i, { name, functions: [kind, kind, kind, kind] })
  ),
  nics: [],
  switches: [{ name: "switch1" }],
  hosts: [],
};

function texts(findings: readonly Finding[]): string[] {
  return findings.map(({ code, message }) => `${code}: ${message}`);
}

Deno.test("selectors are an object or a list of them", () => {
  const selectors = { pfNames: ["ens1f0"] };
  const one = pools([{ resourceName: "a", selectors }], NODE);
  const list = pools([{ resourceName: "a", selectors: [selectors] }], NODE);
  assert.deepEqual(one, list);
  assert.equal(one.get("intel.com/a")?.length, 4);
});

Deno.test("objects of a list are alternatives, conditions of an object are not", () => {
  const either = pools([{
    resourceName: "a",
    selectors: [{ pfNames: ["ens1f0#0"] }, { pfNames: ["ens2f0#0"] }],
  }], NODE);
  assert.deepEqual(either.get("intel.com/a"), ["0000:3b:02.0", "0000:4b:02.0"]);
  const both = pools([{
    resourceName: "a",
    selectors: { pfNames: ["ens1f0"], rootDevices: ["0000:4b:00.0"] },
  }], NODE);
  assert.deepEqual(both.get("intel.com/a"), []);
});

Deno.test("a device belongs to the first resource that it fits", () => {
  const made = pools([
    { resourceName: "first", selectors: { pfNames: ["ens1f0#0-1"] } },
    { resourceName: "rest", selectors: { vendors: ["8086"] } },
  ], NODE);
  assert.deepEqual(made.get("intel.com/first"), ["0000:3b:02.0", "0000:3b:02.1"]);
  assert.deepEqual(made.get("intel.com/rest"), [
    "0000:3b:02.2",
    "0000:3b:02.3",
    "0000:4b:02.0",
    "0000:4b:02.1",
    "0000:4b:02.2",
    "0000:4b:02.3",
  ]);
});

Deno.test("ranges choose virtual functions by their index", () => {
  const made = pools([{ resourceName: "a", selectors: { pfNames: ["ens1f0#0,2-3"] } }], NODE);
  assert.deepEqual(made.get("intel.com/a"), ["0000:3b:02.0", "0000:3b:02.2", "0000:3b:02.3"]);
  const byAddress = pools(
    [{ resourceName: "a", selectors: { rootDevices: ["0000:4b:00.0#1"] } }],
    NODE,
  );
  assert.deepEqual(byAddress.get("intel.com/a"), ["0000:4b:02.1"]);
});

Deno.test("a range that ends before it begins, or is none, chooses nothing", () => {
  const made = pools([{ resourceName: "a", selectors: { pfNames: ["ens1f0#3-1,x,-2,"] } }], NODE);
  assert.deepEqual(made.get("intel.com/a"), []);
});

Deno.test("the prefix is intel.com unless given", () => {
  const made = pools([
    { resourceName: "a", selectors: { pfNames: ["ens1f0#0"] } },
    { resourceName: "a", resourcePrefix: "example.org", selectors: { pfNames: ["ens1f0#1"] } },
  ], NODE);
  assert.deepEqual([...made.keys()], ["intel.com/a", "example.org/a"]);
});

Deno.test("the operator's device plugin has the prefix openshift.io", () => {
  const { resources } = read([{ resourceName: "a" }], "device-plugin-config");
  assert.deepEqual(resources.map(({ name }) => name), ["openshift.io/a"]);
});

Deno.test("an exhausted pool gives nothing, and takes nothing from others", () => {
  const allocator = new Allocator(pools([
    { resourceName: "a", selectors: { pfNames: ["ens1f0#0"] } },
    { resourceName: "b", selectors: { pfNames: ["ens2f0#0-1"] } },
  ], NODE));
  const refused = allocator.allocate({ "intel.com/b": 1, "intel.com/a": 2 });
  assert.deepEqual(refused, { resource: "intel.com/a", wanted: 2, free: 1, known: true });
  assert.deepEqual(allocator.allocate({ "intel.com/b": 2 }), {
    devices: { "intel.com/b": ["0000:4b:02.0", "0000:4b:02.1"] },
  });
  const unknown = allocator.allocate({ "intel.com/none": 1 });
  assert.deepEqual(unknown, { resource: "intel.com/none", wanted: 1, free: 0, known: false });
});

Deno.test("two requests give two devices, sorted as text; the next pod gets the next ones", () => {
  const allocator = new Allocator(pools([{
    resourceName: "a",
    selectors: [{ pfNames: ["ens2f0#0"] }, { pfNames: ["ens1f0#0-1"] }],
  }], NODE));
  assert.deepEqual(allocator.allocate({ "intel.com/a": 2 }), {
    devices: { "intel.com/a": ["0000:3b:02.0", "0000:3b:02.1"] },
  });
  assert.deepEqual(allocator.allocate({ "intel.com/a": 1 }), {
    devices: { "intel.com/a": ["0000:4b:02.0"] },
  });
});

Deno.test("the environment names the resource in capitals and underscores", () => {
  const environment = deviceEnvironment({
    "intel.com/intel_sriov_PF_1": ["0000:3b:02.0", "0000:3b:02.1"],
    "example.org/a-b.c": [],
  });
  assert.equal(
    environment["PCIDEVICE_INTEL_COM_INTEL_SRIOV_PF_1"],
    "0000:3b:02.0,0000:3b:02.1",
  );
  assert.deepEqual(
    Object.keys(JSON.parse(environment["PCIDEVICE_INTEL_COM_INTEL_SRIOV_PF_1_INFO"] ?? "")),
    ["0000:3b:02.0", "0000:3b:02.1"],
  );
  assert.equal(environment["PCIDEVICE_EXAMPLE_ORG_A-B_C"], "", "hyphens stay");
});

Deno.test("unknown selectors and device types are warned of, and do not choose", () => {
  const { resources, findings } = read([{
    resourceName: "a",
    deviceType: "accelerator",
    selectors: { pfNames: ["ens1f0"], isRdma: true, colours: ["red"] },
  }]);
  assert.equal(findings.length, 3);
  assert.ok(findings.every(({ code }) => code !== "pool-config"));
  const all = texts(findings).join("\n");
  for (const word of ["accelerator", "isRdma", "colours"]) assert.ok(all.includes(word), word);
  assert.equal(makePools(NODE, resources).get("intel.com/a")?.length, 4);
});

Deno.test("keys are found in any case, and what is switched off is not spoken of", () => {
  const selectors = { PFNames: ["ens1f0"], pciaddresses: ["0000:3b:02.1"], IsRdma: false };
  const { resources, findings } = read([{ ResourceName: "a", selectors }]);
  assert.deepEqual(texts(findings), []);
  assert.deepEqual(makePools(NODE, resources).get("intel.com/a"), ["0000:3b:02.1"]);
  const on = read([{ resourceName: "a", selectors: { IsRdma: true } }]);
  assert.match(texts(on.findings).join(), /IsRdma: it cannot be honoured without hardware/);
});

Deno.test("a resource without selectors has every device", () => {
  assert.equal(pools([{ resourceName: "a" }], NODE).get("intel.com/a")?.length, 8);
});

Deno.test("link types, vendors, devices and drivers are compared as they are", () => {
  const fits = (selectors: unknown) =>
    pools([{ resourceName: "a", selectors }], NODE).get("intel.com/a")?.length;
  assert.equal(fits({ vendors: ["8086"], devices: ["154c"], drivers: ["iavf"] }), 8);
  assert.equal(fits({ linkTypes: ["infiniband"] }), 0);
  assert.equal(fits({ drivers: ["i40evf"] }), 0);
  assert.equal(fits({ pciAddresses: ["0000:4b:02.3"] }), 1);
});

Deno.test("configurations that cannot be used are errors with their place", () => {
  const { resources, findings } = read([
    { resourceName: "a b" },
    { resourceName: "a" },
    { resourceName: "a" },
  ]);
  assert.deepEqual(resources.map(({ name }) => name), ["intel.com/a"]);
  assert.deepEqual(findings.map(({ code }) => code), ["pool-config", "pool-config"]);
  assert.deepEqual(findings.map(({ position }) => position?.path.split(".").slice(-2)), [
    ["resourceList[0]", "resourceName"],
    ["resourceList[2]", "resourceName"],
  ]);
});

Deno.test("a selector that cannot be read is an error at its key, and chooses nothing", () => {
  for (
    const [selectors, expected] of [
      [{ pfNames: "ens1f0" }, /selectors\.pfNames: "ens1f0" is no list of texts/],
      [[{ vendors: ["8086", 5] }], /selectors\[0\]\.vendors: \["8086",5\] is no list of texts/],
      ["ens1f0", /selectors: "ens1f0" is no selector/],
    ] as const
  ) {
    const { resources, findings } = read([{ resourceName: "a", selectors }]);
    assert.deepEqual(resources, []);
    assert.deepEqual(findings.map(({ code }) => code), ["pool-config"]);
    assert.match(findings[0]?.message ?? "", expected);
  }
});

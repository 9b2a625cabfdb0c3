import assert from "node:assert/strict";
import fc from "fast-check";
import { deriveNode, makePools, resourceOf, withNics } from "./mod.ts";

Deno.test("a node has one physical function for each name, with four virtual functions", () => {
  const { physicalFunctions } = deriveNode([
    resourceOf("a", { pfNames: ["ens1f0"], devices: ["154c", "10ed"], drivers: ["i40evf"] }),
    resourceOf("b", { pfNames: ["ens2f0"] }),
  ]);
  assert.deepEqual(physicalFunctions.map(({ name }) => name), ["ens1f0", "ens2f0"]);
  assert.deepEqual(physicalFunctions[0]?.virtualFunctions[1], {
    name: "ens1f0v1",
    pciAddress: "0000:3b:02.1",
    index: 1,
    vendor: "8086",
    device: "154c",
    driver: "i40evf",
    mac: "02:00:00:00:00:01",
    mtu: 1500,
    linkType: "ether",
  });
});

Deno.test("a placeholder stands for a physical function under a name that is free", () => {
  const { physicalFunctions } = deriveNode([
    resourceOf("a", { pfNames: ["<PF_NAME_1>"] }),
    resourceOf("b", { pfNames: ["ens1f0"] }),
  ]);
  assert.deepEqual(
    physicalFunctions.map(({ name, placeholder }) => [name, placeholder]),
    [["ens2f0", "<PF_NAME_1>"], ["ens1f0", undefined]],
  );
});

Deno.test("pools that share a physical function by ranges each get the kind that they ask for", () => {
  const resources = [
    resourceOf("netdevice", { pfNames: ["ens1f0#0-1"], drivers: ["iavf"] }),
    resourceOf("dpdk", { pfNames: ["ens1f0#2-5"], drivers: ["vfio-pci"] }),
  ];
  const node = deriveNode(resources);
  assert.equal(node.physicalFunctions.length, 1);
  const pools = makePools(node, resources);
  assert.deepEqual([...pools.values()].map(({ length }) => length), [2, 4]);
});

Deno.test("functions are named by the PCI addresses that the selectors name", () => {
  const resources = [
    resourceOf("a", { rootDevices: ["0000:86:00.0"] }),
    resourceOf("b", { pciAddresses: ["0000:af:06.0", "0000:af:06.1"] }),
  ];
  const node = deriveNode(resources);
  assert.equal(node.physicalFunctions[0]?.pciAddress, "0000:86:00.0");
  assert.deepEqual(makePools(node, resources).get("b"), ["0000:af:06.0", "0000:af:06.1"]);
});

Deno.test("whatever the pools are called and name, names and addresses on the node are unique and fit", () => {
  const name = fc.oneof(
    fc.constantFrom("ens1f0", "ens2f0", "<PF>", "<PF_NAME_2>", "a-name-much-too-long-for-a-link"),
    fc.string({ minLength: 1, maxLength: 20 }),
  );
  const pool = fc.record({ pfNames: fc.array(name, { maxLength: 3 }) });
  fc.assert(fc.property(fc.array(pool, { maxLength: 15 }), (given) => {
    const node = deriveNode(given.map((one, i) => resourceOf(`r${i}`, one)));
    const devices = node.physicalFunctions.flatMap((pf) => [pf, ...pf.virtualFunctions]);
    for (const key of ["name", "pciAddress", "mac"] as const) {
      assert.equal(new Set(devices.map((device) => device[key])).size, devices.length, key);
    }
    for (const device of devices) {
      assert.match(device.name, /^[^\s/:]{1,15}$/);
      assert.match(device.pciAddress, /^[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/);
    }
  }));
});

Deno.test("links that networks name are NICs, unless the device plugin speaks of them", () => {
  const { nics } = withNics(
    deriveNode([resourceOf("a", { pfNames: ["ens1f0"] })]),
    ["ens1f0", "ens1f0v2", "ens1f0v9", "eth1", "eth2"].map((name) => ({
      name,
      defaultRoute: name === "eth2",
    })),
  );
  assert.deepEqual(nics.map(({ name, pciAddress, mac }) => `${name} ${pciAddress} ${mac}`), [
    "eth1 0000:18:00.0 02:00:01:00:00:00",
    "eth2 0000:19:00.0 02:00:01:00:00:01",
  ]);
  assert.deepEqual(nics.map(({ defaultRoute }) => defaultRoute), [false, true]);
});

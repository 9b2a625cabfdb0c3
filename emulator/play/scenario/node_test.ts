import assert from "node:assert/strict";
import { deriveNode } from "../../input/devices/mod.ts";
import { describedNode } from "./node.ts";
import { nodeSchema } from "./node_schema.ts";

const NOTHING = deriveNode([]);

function described(input: unknown, derived = NOTHING) {
  return describedNode(nodeSchema.parse(input), derived);
}

Deno.test("what a description leaves out is the same every time", () => {
  const node = described({
    physicalFunctions: [{ name: "ens1f0" }, { name: "ens2f0", switch: "leaf2" }],
    nics: [{ name: "ens3" }],
    switches: [{ name: "leaf1" }, { name: "leaf2", uplink: "leaf1" }],
    hosts: [{ name: "server", addresses: ["10.0.0.1/24"] }],
  });
  assert.deepEqual(
    node.physicalFunctions.map(({ name, pciAddress, mac, switch: plugged }) =>
      [name, pciAddress, mac, plugged].join(" ")
    ),
    [
      "ens1f0 0000:3b:00.0 02:00:00:00:ff:00 leaf1",
      "ens2f0 0000:4b:00.0 02:00:00:01:ff:00 leaf2",
    ],
  );
  assert.deepEqual(node.nics, [
    {
      name: "ens3",
      pciAddress: "0000:18:00.0",
      mac: "02:00:01:00:00:00",
      mtu: 1500,
      switch: "leaf1",
      defaultRoute: false,
    },
  ]);
  assert.deepEqual(node.switches, [{ name: "leaf1" }, { name: "leaf2", uplink: "leaf1" }]);
  assert.deepEqual(node.hosts, [
    { name: "server", switch: "leaf1", addresses: ["10.0.0.1/24"], mac: "02:00:02:00:00:00" },
  ]);
});

Deno.test("virtual functions are as many, and of the kind, as is said", () => {
  const [pf] = described({
    physicalFunctions: [{
      name: "eth7",
      vendor: "15b3",
      mtu: 9000,
      virtualFunctions: { count: 2, device: "1018", driver: "mlx5_core" },
    }],
  }).physicalFunctions;
  assert.deepEqual(
    pf?.virtualFunctions.map(({ name, vendor, device, driver, mtu }) =>
      [name, vendor, device, driver, mtu].join(" ")
    ),
    ["eth7v0 15b3 1018 mlx5_core 9000", "eth7v1 15b3 1018 mlx5_core 9000"],
  );
});

Deno.test("physical functions that are not described are those of the pools", () => {
  const derived = {
    ...NOTHING,
    physicalFunctions: described({ physicalFunctions: [{ name: "a" }] }).physicalFunctions,
  };
  const names = (input: unknown) =>
    described(input, derived).physicalFunctions.map(({ name }) => name);
  assert.deepEqual(names({ nics: [{ name: "ens3" }] }), ["a"]);
  assert.deepEqual(names({ physicalFunctions: [] }), []);
  const [plugged] = described({ switches: [{ name: "leaf" }] }, derived).physicalFunctions;
  assert.equal(plugged?.switch, "leaf");
});

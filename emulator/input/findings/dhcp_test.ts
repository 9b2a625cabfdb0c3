import assert from "node:assert/strict";
import { deriveNode } from "../devices/mod.ts";
import type { NodeModel } from "../model.ts";
import { bond, CHAIN, codes, findings, pod, sriov } from "./testing.ts";

const BOTH = [sriov(1), sriov(2)];

Deno.test("an address by DHCP needs somebody on the fabric who answers", () => {
  const manifests = [...BOTH, bond({ ipam: { type: "dhcp" } }), pod(CHAIN)];
  assert.deepEqual(codes(findings(manifests)), ["no-dhcp-server at ipam"]);
  const node: NodeModel = {
    ...deriveNode([]),
    physicalFunctions: [],
    hosts: [{
      name: "server",
      switch: "switch1",
      addresses: ["10.0.0.1/24"],
      mac: "02:00:02:00:00:00",
      dhcp: { from: "10.0.0.10", to: "10.0.0.20", leaseSeconds: 3600 },
    }],
  };
  const found = findings(manifests, node).map(({ code }) => code);
  assert.equal(found.includes("no-dhcp-server"), false);
});

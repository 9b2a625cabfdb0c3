import assert from "node:assert/strict";
import { bond, CHAIN, codes, findings, type Manifest, network, pod, sriov } from "./testing.ts";

/** What is said of a network of one plugin. */
function about(config: Manifest): string[] {
  return codes(findings([network("one", { cniVersion: "1.0.0", ...config }), pod("one")]));
}

Deno.test("a key that is like one of the plugin's is probably that one", () => {
  assert.deepEqual(about({ type: "macvlan", mastr: "ens3" }), ["plugin-key-unknown at mastr"]);
  assert.deepEqual(about({ type: "macvlan", Master: "ens3" }), []);
  assert.deepEqual(about({ type: "macvlan", comment: "for the lab" }), []);
});

Deno.test("a key that an IPAM plugin does not know is told with its place", () => {
  const ipam = {
    type: "host-local",
    ranges: [[{ subnet: "10.77.0.0/24", exclude: ["10.77.0.9/32"] }]],
    routes: [{ dst: "10.9.0.0/16", via: "10.77.0.1" }],
    rangestart: "10.77.0.5",
  };
  assert.deepEqual(about({ type: "macvlan", ipam }), [
    "plugin-key-unknown at ipam.ranges[0][0].exclude",
    "plugin-key-unknown at ipam.routes[0].via",
  ]);
  assert.deepEqual(about({ type: "macvlan", ipam: { type: "whereabouts", anything: 1 } }), []);
});

Deno.test("what is refused is not told of twice", () => {
  const ipam = { type: "host-local", subnets: "10.77.0.0/24" };
  assert.deepEqual(codes(findings([sriov(1), sriov(2), bond({ ipam }), pod(CHAIN)])), [
    "ipam-config at ipam.subnets",
  ]);
});

import assert from "node:assert/strict";
import { codes, findings, network, pod, sriov } from "./testing.ts";

const BOTH = [sriov(1), sriov(2)];

Deno.test("an interface name that is taken is told before Multus finds out", () => {
  const found = findings([...BOTH, pod("sriov-net1@net7, sriov-net2@net7")]);
  assert.deepEqual(found.map(({ code }) => code), ["interface-repeated"]);
  assert.match(found[0]?.message ?? "", /default\/sriov-net2 asks for the interface net7/);
});

Deno.test("an interface name that is asked for may be the one that a later network has by its position", () => {
  const found = findings([...BOTH, pod("sriov-net1@net2, sriov-net2")]);
  assert.deepEqual(found.map(({ code }) => code), ["interface-repeated"]);
});

Deno.test("a default-route without a gateway does not do what it looks like", () => {
  const ipam = { type: "static", addresses: [{ address: "10.0.0.9/24" }] };
  const macvlan = network("a", { cniVersion: "1.0.0", type: "macvlan", ipam });
  const wanting = (gateways: string[]) => [
    macvlan,
    { ...pod(JSON.stringify([{ name: "a", "default-route": gateways }])), spec: {} },
  ];
  assert.deepEqual(findings(wanting([])).map(({ code }) => code), ["default-route-empty"]);
  assert.deepEqual(findings(wanting(["10.0.0.1"])), []);
  assert.deepEqual(findings(wanting(["10.0.9.1"])).map(({ code }) => code), ["route-unreachable"]);
});

Deno.test("requests need the capability, and capabilities a name that a runtime knows", () => {
  const wanted = JSON.stringify([{
    name: "bond-net",
    mac: "02:00:00:00:00:aa",
    ips: ["10.0.0.1"],
  }]);
  const chain = (capabilities: unknown) => [
    network("bond-net", {
      cniVersion: "1.0.0",
      type: "macvlan",
      ipam: { type: "whereabouts" },
      capabilities,
    }),
    { ...pod(wanted), spec: {} },
  ];
  const missing = findings(chain({ ips: true }));
  assert.deepEqual(missing.map(({ code }) => code), ["capability-missing"]);
  assert.match(missing[0]?.message ?? "", /for mac, which no plugin/);
  assert.deepEqual(findings(chain({ ips: true, mac: true })), []);
  const unknown = findings(chain({ ips: true, mac: true, portMapping: true }));
  assert.match(
    unknown[0]?.message ?? "",
    /the capability portMapping; did you mean portMappings\?/,
  );
});

Deno.test("an sriov network without a resource has no devices", () => {
  const link = network("sriov-net1", { cniVersion: "1.0.0", type: "sriov" });
  const found = findings([link, { ...pod("sriov-net1"), spec: {} }]);
  assert.deepEqual(codes(found), ["sriov-without-resource at type"]);
  const given = network("sriov-net1", {
    cniVersion: "1.0.0",
    type: "sriov",
    deviceID: "0000:3b:02.0",
  });
  assert.deepEqual(findings([given, { ...pod("sriov-net1"), spec: {} }]), []);
});

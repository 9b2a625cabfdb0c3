import assert from "node:assert/strict";
import { makePhysicalFunction } from "../devices/mod.ts";
import type { NodeModel } from "../model.ts";
import { bond, CHAIN, codes, devicePlugin, findings, network, pod, sriov } from "./testing.ts";

const BOTH = [sriov(1), sriov(2)];

Deno.test("two virtual functions of one physical function are no redundancy", () => {
  const pools = devicePlugin(
    { resourceName: "pf1", resourcePrefix: "example.org", selectors: { pfNames: ["ens1f0#0-1"] } },
    { resourceName: "pf2", resourcePrefix: "example.org", selectors: { pfNames: ["ens1f0#2-3"] } },
  );
  const [finding, ...others] = findings([pools, ...BOTH, bond(), pod(CHAIN)]);
  assert.equal(finding?.code, "same-physical-function");
  assert.match(finding?.message ?? "", /net1 and net2 .* ens1f0/);
  assert.match(finding?.hint ?? "", /example\.org\/pf1 and example\.org\/pf2 both select ens1f0/);
  assert.deepEqual(others, []);
});

Deno.test("two virtual functions of one physical function are none on the host either", () => {
  const config = { linksInContainer: false, links: ["ens1f0v0", "ens1f0v1"] };
  const found = findings([...BOTH, bond(config), pod("sriov-net1, sriov-net2, bond-net@bond0")]);
  assert.deepEqual(codes(found), ["same-physical-function at links"]);
});

Deno.test("two links made on one NIC are no redundancy", () => {
  const links = (one: object, other: object) => [
    network("one", { cniVersion: "1.0.0", type: "macvlan", ...one }),
    network("other", { cniVersion: "1.0.0", type: "macvlan", ...other }),
    bond(),
    pod("one, other, bond-net@bond0"),
  ];
  const [finding, ...others] = findings(links({}, { master: "eth0" }));
  assert.equal(finding?.code, "same-nic");
  assert.match(finding?.message ?? "", /net1 and net2 of .* one NIC, eth0/);
  assert.deepEqual(others, []);
  assert.deepEqual(findings(links({ master: "eth1" }, { master: "eth2" })), []);
});

const trusted = { trust: "on", spoofchk: "off" };

for (
  const [name, config, links, expected] of [
    ["active-backup with failOverMac active", {}, {}, 0],
    ["active-backup with failOverMac none", { failOverMac: "none" }, {}, 2],
    ["active-backup with failOverMac none, trusted", { failOverMac: 0 }, trusted, 0],
    [
      "active-backup with failOverMac none, spoofchk off",
      { failOverMac: 0 },
      { spoofchk: "off" },
      2,
    ],
    [
      "active-backup with failOverMac none, trusted in the words of the SR-IOV operator",
      { failOverMac: 0 },
      { trust: "on", spoofChk: "off" },
      0,
    ],
    ["balance-rr", { mode: "balance-rr", failOverMac: undefined }, {}, 2],
    ["802.3ad", { mode: 4, failOverMac: undefined }, {}, 2],
    ["802.3ad, trusted", { mode: 4, failOverMac: undefined }, trusted, 0],
    ["balance-tlb", { mode: "balance-tlb", failOverMac: undefined }, {}, 2],
    ["active-backup with failOverMac follow", { failOverMac: "follow" }, {}, 2],
  ] as const
) {
  Deno.test(`the MAC policy of ${name} has ${expected} findings`, () => {
    const found = findings([sriov(1, links), sriov(2, links), bond(config), pod(CHAIN)]);
    assert.equal(found.filter(({ code }) => code === "mac-policy").length, expected);
  });
}

Deno.test("the remedy for a MAC policy is what is missing", () => {
  const links = [sriov(1, { trust: "on" }), sriov(2, trusted)];
  const found = findings([...links, bond({ failOverMac: 0 }), pod(CHAIN)]);
  assert.deepEqual(found.map(({ code }) => code), ["mac-policy"]);
  assert.match(found[0]?.hint ?? "", /or "spoofchk": "off" here$/);
});

Deno.test("LACP through virtual functions is worth a word", () => {
  const config = { mode: "802.3ad", failOverMac: undefined };
  const found = findings([sriov(1, trusted), sriov(2, trusted), bond(config), pod(CHAIN)]);
  assert.deepEqual(found.map(({ code, severity }) => `${severity} ${code}`), [
    "info lacp-on-virtual-functions",
  ]);
});

Deno.test("an MTU larger than a link's is refused, unless the links get it too", () => {
  assert.deepEqual(codes(findings([...BOTH, bond({ mtu: 9000 }), pod(CHAIN)])), [
    "bond-mtu at mtu",
  ]);
  const forced = bond({ mtu: 9000, mtuPolicy: "force" });
  assert.deepEqual(findings([...BOTH, forced, pod(CHAIN)]), []);
  assert.deepEqual(findings([...BOTH, bond({ mtu: "1400" }), pod(CHAIN)]), []);
});

Deno.test("the MTU of links on the host is that of the devices of their names", () => {
  const kind = { vendor: "8086", device: "154c", driver: "iavf" };
  const node: NodeModel = {
    physicalFunctions: [makePhysicalFunction(0, { name: "ens1f0", mtu: 9000, functions: [kind] })],
    nics: [{
      name: "ens3",
      pciAddress: "0000:18:00.0",
      mac: "02:00:01:00:00:00",
      mtu: 1500,
      defaultRoute: false,
      switch: "s",
    }],
    switches: [{ name: "s" }],
    hosts: [],
  };
  const config = { linksInContainer: false, links: ["ens1f0v0", "ens3"], mtu: 9000 };
  const alone = { ...pod("bond-net@bond0"), spec: {} };
  const found = findings([bond(config), alone], node);
  assert.deepEqual(codes(found), ["bond-mtu at mtu"]);
  assert.match(found[0]?.message ?? "", /but ens3 has 1500$/);
  const larger = bond({ ...config, mtu: 9600 });
  assert.match(findings([larger, alone], node)[0]?.message ?? "", /ens1f0v0 has 9000/);
});

Deno.test("functions that DPDK has cannot be bonded in the kernel", () => {
  const prefix = { resourcePrefix: "example.org" };
  const pools = devicePlugin(
    { resourceName: "pf1", ...prefix, selectors: { pfNames: ["ens1f0"], drivers: ["vfio-pci"] } },
    { resourceName: "pf2", ...prefix, selectors: { pfNames: ["ens2f0"] } },
  );
  const found = findings([pools, ...BOTH, bond(), pod(CHAIN)]);
  assert.deepEqual(codes(found), ["userspace-driver at links[0].name"]);
});

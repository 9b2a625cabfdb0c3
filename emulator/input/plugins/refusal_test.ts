import assert from "node:assert/strict";
import { stockRefusal } from "./mod.ts";

/** What plugins take, beside what they refuse, and where they find fault. */
const RULES: readonly [type: string, taken: object, refused: object, path: string][] = [
  ["macvlan", { mode: "vepa" }, { mode: "bridged" }, "mode"],
  ["macvlan", { mode: "" }, { mode: 1 }, "mode"],
  ["macvlan", { mtu: 1400 }, { mtu: "1400" }, "mtu"],
  ["macvlan", { linkInContainer: true }, { linkInContainer: "true" }, "linkInContainer"],
  ["macvlan", { master: null }, { Master: 1 }, "Master"],
  ["macvlan", { capabilities: { mac: true } }, { capabilities: { mac: "true" } }, "capabilities"],
  ["macvlan", { capabilities: {} }, { capabilities: ["mac"] }, "capabilities"],
  ["macvlan", { dns: { search: ["a"] } }, { dns: { search: "a" } }, "dns.search"],
  ["macvlan", { mtu: 68 }, { mtu: 67 }, "mtu"],
  ["macvlan", { mtu: 0 }, { mtu: -1 }, "mtu"],
  ["macvlan", { mac: "02-00-00-00-00-01" }, { mac: "zz" }, "mac"],
  ["ipvlan", { mode: "l3s" }, { mode: "l4" }, "mode"],
  ["vlan", { master: "a", vlanId: 4094 }, { master: "a", vlanId: 4095 }, "vlanId"],
  ["vlan", { master: "a", vlanId: 0 }, { master: "a", vlanId: -1 }, "vlanId"],
  ["vlan", { master: "a" }, { vlanId: 1 }, "master"],
  ["vlan", { master: "a", mtu: 60 }, { master: "a", mtu: -1 }, "mtu"],
  ["ptp", { mtu: 1400 }, { mtu: 20 }, "mtu"],
  ["bridge", { vlan: 100 }, { vlan: 5000 }, "vlan"],
  ["bridge", { hairpinMode: true }, { hairpinMode: true, promiscMode: true }, "promiscMode"],
  ["bandwidth", {}, { ingressRate: 1 }, "ingressRate"],
  ["bandwidth", { egressRate: 1, egressBurst: 1 }, { egressBurst: 1 }, "egressBurst"],
  ["bandwidth", {}, { ingressRate: -1, ingressBurst: 1 }, "ingressRate"],
  ["tuning", { sysctl: { "net.core.somaxconn": "9" } }, { sysctl: { "net.a": 9 } }, "sysctl"],
  ["tuning", { sysctl: { "net/core/a": "9" } }, { sysctl: { "kernel.shmmax": "9" } }, "sysctl"],
  ["tuning", { mac: "02:00:00:00:00:01" }, { mac: "02:00:00" }, "mac"],
  ["tuning", { mtu: 0 }, { mtu: 60 }, "mtu"],
  ["sriov", { dns: { nameservers: [] } }, { dns: { nameservers: "10.0.0.1" } }, "dns.nameservers"],
  ["tuning", { txQLen: 1000 }, { txQLen: "1000" }, "txQLen"],
  ["bridge", { vlanTrunk: [{ id: 5 }] }, { vlanTrunk: [5] }, "vlanTrunk"],
  ["macvlan", { runtimeConfig: { ips: 5 } }, { runtimeConfig: { mac: 5 } }, "runtimeConfig.mac"],
  ["tuning", { runtimeConfig: {} }, { runtimeConfig: [] }, "runtimeConfig"],
  ["host-device", { device: "a", hwaddr: "zz" }, { kernelpath: "/sys/class/net/a" }, "kernelpath"],
  ["host-device", { device: "a" }, { device: ["a"] }, "device"],
  ["host-device", { hwaddr: "02:00:00:00:00:01" }, { hwaddr: "zz" }, "hwaddr"],
  ["host-device", { pciBusID: "0000:5e:00.1" }, { pciBusID: "5e:00.1" }, "pciBusID"],
  ["host-device", { pciBusID: "<PCI>" }, { pciBusID: "0000:5E:00.1" }, "pciBusID"],
  ["host-device", { device: "<NIC>" }, { device: "lo" }, "device"],
  ["macvlan", { master: "ens1f0" }, { master: "a-name-of-16-oct" }, "master"],
  ["bridge", { bridge: "br0", mtu: 65535 }, { mtu: 65536 }, "mtu"],
  ["bridge", { bridge: "br0" }, { bridge: "a/b" }, "bridge"],
  ["vrf", { vrfname: "blue" }, {}, "vrfname"],
  ["vrf", { vrfname: "blue" }, { vrfname: "a-name-of-16-oct" }, "vrfname"],
];

for (const [type, taken, refused, path] of RULES) {
  Deno.test(`${type} takes ${JSON.stringify(taken)} and refuses ${JSON.stringify(refused)}`, () => {
    assert.equal(stockRefusal(type, { type, ...taken }), undefined);
    assert.equal(stockRefusal(type, { type, ...refused })?.path.join("."), path);
  });
}

Deno.test("what is refused is told with what is due and what to write", () => {
  assert.deepEqual(stockRefusal("vlan", { master: "bond0", vlanId: "100" }), {
    key: "vlanId",
    path: ["vlanId"],
    message: 'vlanId is "100", and a whole number is due',
    hint: "write the number without quotes",
  });
  assert.deepEqual(stockRefusal("bandwidth", { ingressBurst: 8 }), {
    key: "ingressBurst",
    path: ["ingressBurst"],
    message: "ingressBurst is set, and ingressRate is not",
    hint: "set ingressRate, too",
  });
});

Deno.test("a key that the program does not know is passed over", () => {
  const wrong = { type: "tuning", txQLen: "1000", mtu: "1000" };
  assert.equal(stockRefusal("tuning", wrong, (key) => key !== "txQLen")?.key, "mtu");
});

Deno.test("of other plugins nothing is known", () => {
  for (const type of ["whereabouts", "toString", ""]) {
    assert.equal(stockRefusal(type, { mtu: "1" }), undefined);
  }
});

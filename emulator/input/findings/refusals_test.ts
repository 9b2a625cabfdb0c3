/** What kernels and plugins were seen to refuse, and what they take, beside the examples of the registry. */

import assert from "node:assert/strict";
import { deriveNode, withNics } from "../devices/mod.ts";
import {
  bond,
  CHAIN,
  codes,
  errors,
  findings,
  type Manifest,
  network,
  pod,
  sriov,
} from "./testing.ts";

const IPAM = { type: "host-local", subnet: "10.79.0.0/24" };

const upper = (name: string, config: Manifest) =>
  network(name, { cniVersion: "1.0.0", name, linkInContainer: true, ipam: IPAM, ...config });
const macvlan = (config: Manifest = {}, name = "mac") =>
  upper(name, { type: "macvlan", master: "bond0", ...config });
const ipvlan = (config: Manifest = {}) =>
  upper("ip", { type: "ipvlan", master: "bond0", ...config });
const ipvlan2 = (master: string) => upper("ip2", { type: "ipvlan", master });
const vlan = (vlanId: number, name: string, master = "bond0") =>
  upper(name, { type: "vlan", master, vlanId });

const MAC = "02:00:00:00:00:05";

const ON_LINKS: readonly [what: string, others: Manifest[], networks: string, due: string[]][] = [
  ["macvlan on a bond's port", [macvlan({ master: "net1" })], "mac", ["master-taken"]],
  ["ipvlan on a bond's port", [ipvlan({ master: "net1" })], "ip", ["master-taken"]],
  ["a VLAN on a bond's port", [vlan(5, "tag", "net1")], "tag", []],
  ["macvlan on a bond", [macvlan()], "mac", []],
  ["macvlan beside ipvlan", [macvlan(), ipvlan()], "mac, ip", ["master-taken"]],
  ["macvlan twice", [macvlan(), macvlan({}, "mac2")], "mac, mac2", []],
  [
    "one address twice beside macvlan",
    [macvlan(), macvlan({ mac: MAC }, "mac2"), macvlan({ mac: MAC }, "mac3")],
    "mac, mac2, mac3",
    ["master-taken"],
  ],
  [
    "passthru beside macvlan",
    [macvlan(), macvlan({ mode: "passthru" }, "mac2")],
    "mac, mac2",
    ["master-taken"],
  ],
  ["one VLAN twice", [vlan(5, "tag"), vlan(5, "tag2")], "tag, tag2", ["master-taken"]],
  ["two VLANs", [vlan(5, "tag"), vlan(6, "tag2")], "tag, tag2", []],
  [
    "one of two VLANs twice",
    [vlan(5, "tag"), vlan(6, "tag2"), vlan(6, "tag3")],
    "tag, tag2, tag3",
    ["master-taken"],
  ],
  ["a VLAN on the pod's eth0", [vlan(5, "tag", "eth0")], "tag", []],
  ["macvlan on macvlan", [macvlan(), macvlan({ master: "mac0" }, "mac2")], "mac@mac0, mac2", []],
  [
    "passthru on macvlan, which is one on the bond",
    [macvlan(), macvlan({ master: "mac0", mode: "passthru" }, "mac2")],
    "mac@mac0, mac2",
    ["master-taken"],
  ],
  [
    "macvlan twice with one address",
    [macvlan({ mac: "02:00:00:00:00:05" }), macvlan({ mac: "02-00-00-00-00-05" }, "mac2")],
    "mac, mac2",
    ["master-taken"],
  ],
  [
    "macvlan twice with two addresses",
    [macvlan({ mac: "02:00:00:00:00:05" }), macvlan({ mac: "02:00:00:00:00:06" }, "mac2")],
    "mac, mac2",
    [],
  ],
  ["ipvlan on ipvlan", [ipvlan(), ipvlan2("ip0")], "ip@ip0, ip2", []],
  ["macvlan on ipvlan", [ipvlan(), macvlan({ master: "ip0" })], "ip@ip0, mac", ["master-taken"]],
  ["a VLAN on ipvlan", [ipvlan(), vlan(5, "tag", "ip0")], "ip@ip0, tag", ["master-taken"]],
];

for (const [what, others, networks, due] of ON_LINKS) {
  Deno.test(`${what}: ${due.join() || "no errors"}`, () => {
    assert.deepEqual(errors([bond(), ...others], `${CHAIN}, ${networks}`), due);
  });
}

Deno.test("macvlan on a link that a bond takes afterwards is in the bond's way", () => {
  const networks = "sriov-net1, sriov-net2, mac, bond-net@bond0";
  assert.deepEqual(errors([bond(), macvlan({ master: "net1" })], networks), ["master-taken"]);
});

Deno.test("a master that is not there is told with what the pod has by then", () => {
  const all = [sriov(1), sriov(2), bond(), macvlan({ master: "bodn0" }), pod(`${CHAIN}, mac`)];
  const [{ message = "", hint = "" } = {}] = findings(all);
  assert.match(message, /made on bodn0, and no network .*; did you mean bond0\?$/);
  assert.equal(hint, "correct master: by then the pod has eth0, net1, net2 and bond0");
});

Deno.test("what is made on a NIC that has left the host finds it no more", () => {
  const taken = network("nic", { cniVersion: "1.0.0", type: "host-device", device: "ens3" });
  const onIt = macvlan({ master: "ens3", linkInContainer: false });
  assert.deepEqual(errors([taken, onIt], "nic, mac"), ["host-link-taken"]);
  assert.deepEqual(errors([taken, onIt], "mac, nic"), []);
});

/** A node of two NICs. */
const NODE = withNics(deriveNode([]), [
  { name: "ens3", defaultRoute: false, mac: "02:00:00:00:00:33", pciAddress: "0000:5e:00.0" },
  { name: "ens4", defaultRoute: false },
]);
const nic = (config: Manifest, name = "nic") =>
  network(name, { cniVersion: "1.0.0", type: "host-device", ...config });

const NICS: readonly [what: string, one: Manifest, other: Manifest, due: string[]][] = [
  ["by its name", { device: "ens3" }, { device: "ens3" }, ["host-link-taken"]],
  ["by its MAC address", { device: "ens3" }, { hwaddr: "02-00-00-00-00-33" }, ["host-link-taken"]],
  ["by its PCI address", { device: "ens3" }, { pciBusID: "0000:5e:00.0" }, ["host-link-taken"]],
  [
    "by its folder",
    { device: "ens3" },
    { kernelpath: "/sys/devices/pci0000:5d/0000:5d:00.0/0000:5e:00.0" },
    ["host-link-taken"],
  ],
  ["by another name", { device: "ens3" }, { device: "ens4" }, []],
  [
    "by the first of several keys alone",
    { device: "ens3", hwaddr: "02:00:00:00:00:44" },
    { device: "ens4", hwaddr: "zz" },
    [],
  ],
  ["that the node has not", { device: "ens3" }, { device: "ens9" }, ["host-link-absent"]],
  ["by an address of none", { device: "ens3" }, { hwaddr: "02:00:00:00:00:99" }, [
    "host-link-absent",
  ]],
  ["by what is no folder", { device: "ens3" }, { kernelpath: "/sys/class/net/ens4" }, [
    "plugin-config",
  ]],
];

for (const [what, one, other, due] of NICS) {
  Deno.test(`a second NIC ${what}: ${due.join() || "no errors"}`, () => {
    const found = findings([nic(one), nic(other, "nic2"), pod("nic, nic2")], NODE);
    assert.deepEqual(found.map(({ code }) => code), due);
  });
}

Deno.test("a NIC is taken once by the pods of a node, whoever wrote them", () => {
  const both = (other: Manifest) =>
    findings([nic({ device: "ens3" }), other, pod("nic", "one"), pod("other", "two")])
      .filter(({ severity }) => severity === "error").map(({ code, message }) =>
        `${code}: ${message}`
      );
  const named = (config: Manifest) => network("other", { cniVersion: "1.0.0", ...config });
  assert.deepEqual(both(named({ type: "host-device", device: "ens3" })), [
    "host-link-taken: default/other takes ens3 from the host, where the pod default/one has taken it",
  ]);
  assert.deepEqual(both(named({ type: "host-device", device: "ens4" })), []);
});

Deno.test("plugins that make no interface make no link of a bond", () => {
  for (const type of ["loopback", "host-local"]) {
    const none = network("none", { cniVersion: "1.0.0", type });
    assert.deepEqual(errors([bond(), none], "none, sriov-net2, bond-net@bond0"), [
      "bond-link-absent",
    ]);
  }
});

Deno.test("two plugins of a list cannot both make the interface", () => {
  const plugins = [{ type: "bridge" }, { type: "macvlan", master: "ens3" }, { type: "tuning" }];
  const list = network("both", { cniVersion: "1.0.0", name: "both", plugins });
  assert.deepEqual(errors([list], "both"), ["interface-repeated"]);
});

Deno.test("no link can have the zero address", () => {
  const capable = [1, 2].map((number) => sriov(number, { capabilities: { mac: true } }));
  const asking = (mac: string) =>
    pod(JSON.stringify([
      { name: "sriov-net1", mac },
      { name: "sriov-net2" },
      { name: "bond-net", interface: "bond0" },
    ]));
  const codes = (mac: string) =>
    findings([...capable, bond(), asking(mac)]).map(({ code }) => code);
  assert.deepEqual(codes("00:00:00:00:00:00"), ["mac-multicast"]);
  assert.deepEqual(codes("02:00:00:00:00:00"), []);
});

Deno.test("a bond attaches without addresses in every version of CNI, an sriov link does not", () => {
  for (const cniVersion of ["", "0.1.0", "0.2.0"]) {
    assert.deepEqual(errors([bond({ cniVersion })]), []);
    const old = { ...sriov(1, { cniVersion }), metadata: sriov(1)["metadata"] };
    const found = findings([old, sriov(2), bond(), pod(CHAIN)]);
    assert.deepEqual(found.map(({ code }) => code), ["cni-version-old"]);
  }
});

Deno.test("no interface is called all or default, where the kernel has the sysctls of all", () => {
  for (const name of ["all", "default"]) {
    assert.deepEqual(errors([bond()], `sriov-net1, sriov-net2, bond-net@${name}`), [
      "interface-name",
    ]);
  }
});

Deno.test("a network's name has room in the name of a file", () => {
  assert.deepEqual(errors([bond({ name: "n".repeat(184) })]), []);
  assert.deepEqual(errors([bond({ name: "n".repeat(185) })]), ["network-name"]);
});

Deno.test("what a configuration has of runtimeConfig is read as if the runtime had passed it", () => {
  const own = (runtimeConfig: unknown) =>
    findings([sriov(1, { runtimeConfig }), sriov(2), bond(), pod(CHAIN)]).map(({ code }) => code);
  assert.deepEqual(own({ mac: "02:00:00:00:00:05" }), []);
  assert.deepEqual(own({ mac: "01:00:00:00:00:05" }), ["mac-multicast"]);
  const macvlan = (runtimeConfig: unknown) =>
    errors([network("m", { cniVersion: "1.0.0", type: "macvlan", runtimeConfig })], "m");
  assert.deepEqual(macvlan({ mac: "02:00:00:00:00:05" }), []);
  for (const wrong of ["x", [], { mac: 5 }, { mac: "zz" }]) {
    assert.deepEqual(macvlan(wrong), ["plugin-config"]);
  }
  const ipam = { type: "host-local", subnet: "10.77.0.0/24" };
  assert.deepEqual(errors([bond({ ipam, runtimeConfig: { ips: ["10.0.0.5"] } })]), [
    "ipam-ips-refused",
  ]);
});

Deno.test("one address for both links is told, wherever it is written", () => {
  const mac = "02:00:00:00:00:05";
  const both = (...configs: Manifest[]) =>
    codes(findings([sriov(1, configs[0]), sriov(2, configs[1]), bond(), pod(CHAIN)]));
  assert.deepEqual(both({ mac }, { mac: "02-00-00-00-00-05" }), ["mac-repeated at mac"]);
  assert.deepEqual(both({ mac }, { mac: "02:00:00:00:00:06" }), []);
});

Deno.test("a key that is nearly cniVersion is read by nobody", () => {
  const config = { cniVerison: "1.0.0", type: "macvlan", ipam: IPAM };
  assert.deepEqual(codes(findings([network("one", config), pod("one")])), [
    "cni-version-key at cniVerison",
  ]);
});

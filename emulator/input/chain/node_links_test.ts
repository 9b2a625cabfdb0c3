import assert from "node:assert/strict";
import { readManifests } from "../manifests/mod.ts";
import { prepare } from "../prepare.ts";
import { type NodeLink, nodeLinksIn } from "./node_links.ts";
import { network, pod, resolve } from "./testing.ts";

function names(links: readonly NodeLink[]): string[] {
  return links.map(({ name }) => name);
}

Deno.test("the links that plugins take or are made on must be on the node", () => {
  const configs = [
    { type: "macvlan", master: "eth1" },
    { plugins: [{ type: "ipvlan", master: "eth2" }, { type: "tuning", master: "no" }] },
    { type: "vlan", master: "eth1" },
    { type: "host-device", device: "eth3" },
    { type: "bond", links: [{ name: "eth4" }, "eth5"] },
    { type: "flannel", delegate: { type: "bond", links: [{ name: "eth6" }] } },
  ];
  assert.deepEqual(names(nodeLinksIn(configs)), ["eth1", "eth2", "eth3", "eth4", "eth5", "eth6"]);
});

Deno.test("links of the container, placeholders and nonsense are not the node's", () => {
  const configs = [
    { type: "vlan", master: "bond0", linkInContainer: true },
    { type: "bond", links: [{ name: "net1" }], linksInContainer: true },
    { type: "bond", Links: ["net1"], LinksInContainer: "1" },
    { type: "macvlan", master: "<IFACE>" },
    { type: "macvlan", master: 5 },
    { type: "vlan" },
    { type: "host-device", device: "lo" },
    { type: "bond", links: "eth9" },
    { type: "bond", links: [{ mac: "02:00:00:00:00:01" }, 7] },
    "{",
  ];
  assert.deepEqual(nodeLinksIn(configs), []);
});

Deno.test("a plugin without a master takes the link of the node's default route", () => {
  for (const type of ["macvlan", "ipvlan"]) {
    assert.deepEqual(nodeLinksIn({ type, master: "" }), [{ name: "eth0", defaultRoute: true }]);
    assert.deepEqual(nodeLinksIn({ type, linkInContainer: true }), []);
  }
  assert.deepEqual(nodeLinksIn([{ type: "macvlan", master: "eth0" }, { type: "ipvlan" }]), [
    { name: "eth0", defaultRoute: true },
  ]);
});

Deno.test("what the networks of a pod make is not the node's", () => {
  const bond = { type: "bond", links: [{ name: "net1" }, { name: "eth7" }] };
  const { node } = resolve([
    network("vlan", { type: "vlan", master: "eth1", vlanId: 5 }),
    network("bond", bond),
    pod("vlan, bond"),
  ]);
  assert.deepEqual(node.nics.map(({ name }) => name), ["eth1", "eth7"]);
});

Deno.test("the node has the eth0 that a network is made on, whatever the pod's own is called", () => {
  const { node } = resolve([
    network("macvlan", { type: "macvlan", master: "eth0" }),
    pod("macvlan"),
  ]);
  assert.deepEqual(node.nics.map(({ name }) => name), ["eth0"]);
});

Deno.test("keys of plugins are found in any case, as Go finds them", () => {
  assert.deepEqual(nodeLinksIn({ Type: "macvlan", Master: "eth1", MTU: 9000 }), [
    { name: "eth1", defaultRoute: false, mtu: 9000 },
  ]);
  assert.deepEqual(nodeLinksIn({ type: "vlan", master: "bond0", LinkInContainer: true }), []);
});

Deno.test("a NIC may have its own name in the pod, and is as large as the bond on it asks", () => {
  const { node } = resolve([
    network("nic", { type: "host-device", device: "eth7" }),
    network("bond", { type: "bond", linksInContainer: true, links: ["eth7"], mtu: 9000 }),
    pod("nic@eth7, bond"),
  ]);
  assert.deepEqual(node.nics.map(({ name, mtu }) => [name, mtu]), [["eth7", 9000]]);
});

Deno.test("only an MTU that a NIC has not by itself says how large the NIC must be", () => {
  for (const [mtu, expected] of [[1500, undefined], [1501, 1501], [9000, 9000]] as const) {
    assert.equal(nodeLinksIn({ type: "macvlan", master: "eth1", mtu })[0]?.mtu, expected);
  }
});

Deno.test("each link of a bond must have room for the bond's MTU", () => {
  const { node } = prepare(readManifests([{
    file: "o.yaml",
    text: [
      network("a", { type: "macvlan", master: "eth1" }),
      network("b", { type: "macvlan", master: "eth2" }),
      network("bond", {
        ...{ type: "bond", mode: "active-backup", miimon: 100, linksInContainer: true },
        ...{ mtu: 9000, links: [{ name: "net1" }, { name: "net2" }] },
      }),
      pod("a, b, bond"),
    ].map((object) => JSON.stringify(object)).join("\n---\n"),
  }]));
  const sizes = node.nics.map(({ name, mtu }) => `${name} ${mtu}`);
  assert.deepEqual(sizes.filter((text) => /eth[12]/.test(text)), ["eth1 9000", "eth2 9000"]);
});

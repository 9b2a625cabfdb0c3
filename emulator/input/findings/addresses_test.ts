import assert from "node:assert/strict";
import { bond, CHAIN, findings, type Manifest, network, pod, sriov } from "./testing.ts";

const IPAM = { type: "static", addresses: [{ address: "10.1.2.3/24" }] };

/** How often an address is said to be given twice, of two networks with these plugins. */
function repeated(first: Manifest[], second: Manifest[]): number {
  const list = (name: string, plugins: Manifest[]) =>
    network(name, { cniVersion: "1.0.0", name, plugins });
  const found = findings([list("one", first), list("two", second), pod("one, two")]);
  return found.filter(({ code }) => code === "address-repeated").length;
}

Deno.test("an address is given twice where two plugins ask for it", () => {
  const asking = { type: "dummy", ipam: IPAM };
  assert.equal(repeated([asking], [asking]), 1);
  assert.equal(repeated([asking], [{ type: "dummy" }]), 0);
  assert.equal(repeated([asking], [{ type: "dummy", ipam: {} }]), 0);
});

Deno.test("plugins that change what others have made ask for no address, nor does what flannel completes", () => {
  const asking = { type: "dummy", ipam: IPAM };
  for (const type of ["tuning", "bandwidth", "portmap", "flannel"]) {
    assert.equal(repeated([asking], [{ type: "dummy" }, { type, ipam: IPAM }]), 0, type);
  }
  const delegating = { type: "flannel", delegate: { type: "dummy", ipam: IPAM } };
  assert.equal(repeated([asking], [delegating]), 0);
});

Deno.test("the pods of a DaemonSet have one address on every node, and start", () => {
  const said = (address: string, kind: string) => {
    const labels = { app: "one" };
    const annotations = { "k8s.v1.cni.cncf.io/networks": "one" };
    const spec = { containers: [{ name: "app" }] };
    const template = { metadata: { labels, annotations }, spec };
    const workload = {
      apiVersion: "apps/v1",
      kind,
      metadata: { name: "web" },
      spec: { selector: { matchLabels: labels }, template },
    };
    const ipam = { type: "static", addresses: [{ address }] };
    const config = { cniVersion: "1.0.0", type: "macvlan", master: "ens3", ipam };
    return findings([network("one", config), workload]).map(({ code }) => code);
  };
  for (const address of ["10.1.2.3/24", "fd00::3/64"]) {
    assert.deepEqual(said(address, "DaemonSet"), ["address-repeated"], address);
    assert.deepEqual(said(address, "StatefulSet"), [], address);
  }
});

Deno.test("two networks on one wire have ranges of their own", () => {
  const range = { type: "host-local", subnet: "10.1.2.0/24" };
  const said = (first: Manifest, other: Manifest) => {
    const lan = (name: string, config: Manifest) =>
      network(name, { cniVersion: "1.0.0", name, type: "macvlan", master: "ens3", ...config });
    const app = (name: string) => ({ ...pod(name, name), spec: {} });
    return findings([lan("one", first), lan("two", other), app("one"), app("two")])
      .map(({ code }) => code);
  };
  assert.deepEqual(said({ ipam: range }, { ipam: range }), ["address-repeated"]);
  const fixed = { type: "static", addresses: [{ address: "10.1.2.2/24" }] };
  assert.deepEqual(said({ ipam: range }, { ipam: fixed }), ["address-repeated"]);
  assert.deepEqual(said({ ipam: range }, { ipam: range, master: "ens4" }), []);
  assert.deepEqual(said({ ipam: range }, { ipam: { ...range, subnet: "10.1.3.0/24" } }), []);
  assert.deepEqual(said({ ipam: range, name: "a" }, { ipam: range, name: "a" }), []);
});

Deno.test("on the wire are a bond's links, each in its VLAN", () => {
  const range = { type: "host-local", subnet: "10.1.2.0/24" };
  const said = (vlan: number) => {
    const one = [sriov(1), sriov(2), bond({ ipam: range }), pod(CHAIN, "a")];
    const leg = (number: number) => {
      const config = { cniVersion: "1.0.0", type: "sriov", vlan };
      return network(`leg${number}`, config, `example.org/pf${number}`);
    };
    const other = [leg(1), leg(2), bond({ ipam: range }, "other")];
    return findings([...one, ...other, pod("leg1, leg2, other", "b")]).map(({ code }) => code);
  };
  assert.deepEqual(said(0), ["address-repeated"]);
  assert.deepEqual(said(5), []);
});

import assert from "node:assert/strict";
import { deriveNode, makeNic } from "../devices/mod.ts";
import { bond, CHAIN, findings, type Manifest, network, pod, sriov } from "./testing.ts";

const BOTH = [sriov(1), sriov(2)];
const SUBNET = { type: "host-local", subnet: "10.77.0.0/24" };

/** The findings about good manifests with this bond and what stands beside it, by their codes. */
function said(config: Manifest, networks = CHAIN, more: readonly Manifest[] = []): string[] {
  return findings([...BOTH, bond(config), ...more, pod(networks)]).map(({ code }) => code);
}

/** The findings about a bond that probes targets. */
const probing = (config: Manifest, networks?: string, more?: readonly Manifest[]) =>
  said({ miimon: null, arpInterval: 200, ...config }, networks, more);

Deno.test("probes go where the bond has a network or a route", () => {
  const target = { arpIpTargets: ["10.77.0.1"] };
  assert.deepEqual(probing({ ...target, ipam: SUBNET }), []);
  assert.deepEqual(probing({ ...target, ipam: { type: "whereabouts", range: "10.0.0.0/8" } }), []);
  const routed = { ...SUBNET, subnet: "10.78.0.0/24", routes: [{ dst: "10.77.0.0/16" }] };
  assert.deepEqual(probing({ ...target, ipam: routed }), []);
  assert.deepEqual(probing({ arpIpTarget: "10.88.0.1", ipam: SUBNET }), ["arp-target-unreachable"]);
  assert.deepEqual(probing(target), ["arp-target-unreachable"]);
});

Deno.test("probes go by an interface on the bond, too, and IPv6 to neighbours of every link", () => {
  const tagged = network("tagged", {
    cniVersion: "1.0.0",
    type: "vlan",
    master: "bond0",
    vlanId: 5,
    linkInContainer: true,
    ipam: SUBNET,
  });
  const chain = `${CHAIN}, tagged`;
  assert.deepEqual(probing({ arpIpTargets: ["10.77.0.1"] }, chain, [tagged]), []);
  assert.deepEqual(probing({ nsIp6Targets: ["fe80::1"] }), []);
  assert.deepEqual(probing({ nsIp6Targets: ["fd00::1"] }), ["arp-target-unreachable"]);
});

Deno.test("addresses that hosts do not have are told of, as addresses and as gateways", () => {
  const given = (address: string, gateway?: string) =>
    said({ ipam: { type: "static", addresses: [{ address, gateway }] } });
  for (
    const address of ["10.7.0.5/24", "10.7.0.4/31", "10.7.0.4/32", "fd00::/64", "169.254.0.9/16"]
  ) {
    assert.deepEqual(given(address), [], address);
  }
  for (
    const address of ["10.7.0.0/24", "10.7.0.255/24", "127.0.0.5/8", "224.1.0.5/24", "0.0.0.0/24"]
  ) {
    assert.deepEqual(given(address), ["address-unfit"], address);
  }
  assert.deepEqual(given("10.7.0.5/24", "10.7.0.1"), []);
  assert.deepEqual(given("10.7.0.5/24", "10.7.0.5"), ["address-unfit"]);
  assert.deepEqual(given("10.7.0.5/24", "10.7.0.0"), ["address-unfit"]);
});

Deno.test("addresses are asked of a network that gives some", () => {
  const wanted = JSON.stringify([
    { name: "sriov-net1" },
    { name: "sriov-net2" },
    { name: "bond-net", interface: "bond0", ips: ["10.77.0.9/24"] },
  ]);
  const capabilities = { ips: true };
  assert.deepEqual(said({ capabilities, ipam: SUBNET }, wanted), []);
  assert.deepEqual(said({ capabilities }, wanted), ["ips-without-ipam"]);
});

Deno.test("a VLAN belongs on the bond, and not on its port", () => {
  const on = (master: string) => {
    const config = { master, vlanId: 5, linkInContainer: true, ipam: SUBNET };
    const tagged = network("tagged", { cniVersion: "1.0.0", type: "vlan", ...config });
    return [
      said({}, `${CHAIN}, tagged`, [tagged]),
      said({}, `sriov-net1, sriov-net2, tagged, bond-net`, [tagged]),
    ];
  };
  assert.deepEqual(on("bond0")[0], []);
  assert.deepEqual(on("net1"), [["port-bypassed"], ["port-bypassed"]]);
});

Deno.test("VLANs are told apart by their protocol, too", () => {
  const tags = (one: Manifest, other: Manifest) =>
    findings([sriov(1, one), sriov(2, other), bond(), pod(CHAIN)]).map(({ message }) => message);
  const outer = { vlan: 5, vlanProto: "802.1ad" };
  assert.deepEqual(tags(outer, { vlan: 5, vlanProto: "802.1AD" }), []);
  assert.deepEqual(tags({ vlan: 5 }, { vlan: 5, vlanProto: "802.1q" }), []);
  assert.match(tags(outer, { vlan: 5 }).join(), /net1 in 5 \(802.1ad\), net2 in 5 \(802.1q\)/);
});

Deno.test("broadcast is for networks that are apart", () => {
  const lan = (name: string, master: string) =>
    network(name, { cniVersion: "1.0.0", type: "macvlan", master });
  const manifests = [
    lan("one", "ens3"),
    lan("other", "ens4"),
    bond({ mode: "broadcast", failOverMac: undefined }),
    { ...pod("one, other, bond-net@bond0"), spec: {} },
  ];
  const through = (one: string, other: string) => {
    const nics = [
      makeNic(0, { name: "ens3", switch: one }),
      makeNic(1, { name: "ens4", switch: other }),
    ];
    return findings(manifests, { ...deriveNode([]), nics }).map(({ code }) => code);
  };
  assert.deepEqual(through("left", "right"), []);
  assert.deepEqual(through("one", "one"), ["switch-aggregate"]);
});

Deno.test("a VLAN has a number", () => {
  const said = (vlanId?: number) => {
    const config = { cniVersion: "1.0.0", type: "vlan", master: "ens3", vlanId, ipam: SUBNET };
    return findings([network("a", config), { ...pod("a"), spec: {} }]).map(({ code }) => code);
  };
  assert.deepEqual([said(5), said(0), said()], [
    [],
    ["vlan-without-number"],
    ["vlan-without-number"],
  ]);
});

Deno.test("an MTU that tuning sets is one for IPv6, too", () => {
  const said = (mtu: number, subnet: string) => {
    const plugins = [{ type: "macvlan", master: "ens3", ipam: { ...SUBNET, subnet } }, {
      type: "tuning",
      mtu,
    }];
    const list = network("a", { cniVersion: "1.0.0", name: "a", plugins });
    return findings([list, { ...pod("a"), spec: {} }]).map(({ code }) => code);
  };
  assert.deepEqual(said(1280, "fd00:77::/64"), []);
  assert.deepEqual(said(1000, "10.77.0.0/24"), []);
  assert.deepEqual(said(1000, "fd00:77::/64"), ["ipv6-lost"]);
});

Deno.test("a bond that has its active link's address keeps none that tuning sets", () => {
  const said = (failOverMac: string, tuning: Manifest) => {
    const { spec: { config } } = bond({ failOverMac }) as { spec: { config: string } };
    const plugins = [JSON.parse(config), { type: "tuning", ...tuning }];
    const list = network("bond-net", { cniVersion: "1.0.0", name: "bond-net", plugins });
    const trusted = { trust: "on", spoofchk: "off" };
    return findings([sriov(1, trusted), sriov(2, trusted), list, pod(CHAIN)])
      .map(({ code }) => code);
  };
  const mac = "02:00:00:00:00:09";
  assert.deepEqual(said("active", { mac }), ["mac-not-kept"]);
  assert.deepEqual(said("none", { mac }), []);
  assert.deepEqual(said("active", { mtu: 1400 }), []);
});

Deno.test("a macvlan interface has an address of its own, which virtual functions must allow", () => {
  const on = (config: Manifest, legs: Manifest) => {
    const base = { cniVersion: "1.0.0", type: "macvlan", master: "bond0", linkInContainer: true };
    const upper = network("own", { ...base, ...config });
    const found = findings([sriov(1, legs), sriov(2, legs), bond(), upper, pod(`${CHAIN}, own`)]);
    return found.map(({ code }) => code);
  };
  assert.deepEqual(on({}, {}), ["mac-policy", "mac-policy"]);
  assert.deepEqual(on({}, { trust: "on", spoofchk: "off" }), []);
  assert.deepEqual(on({ mode: "passthru" }, {}), []);
  assert.deepEqual(on({ type: "ipvlan", ipam: SUBNET }, {}), []);
});

Deno.test("sbr routes what a plugin before it has addresses for", () => {
  const list = (ipam?: Manifest) =>
    findings([
      network("a", {
        cniVersion: "1.0.0",
        name: "a",
        plugins: [{ type: "macvlan", master: "ens3", ipam }, { type: "sbr" }],
      }),
      { ...pod("a"), spec: {} },
    ]).map(({ code }) => code);
  assert.deepEqual(list(SUBNET), []);
  assert.deepEqual(list(), ["ipam-missing"]);
});

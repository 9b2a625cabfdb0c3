import assert from "node:assert/strict";
import { bond, CHAIN, codes, findings, network, pod, sriov } from "./testing.ts";

const BOTH = [sriov(1), sriov(2)];

/** The one finding with that code. */
function only(code: string, found: ReturnType<typeof findings>) {
  const matching = found.filter((one) => one.code === code);
  assert.equal(matching.length, 1, JSON.stringify(found));
  const [finding] = matching;
  assert.ok(finding);
  return finding;
}

Deno.test("a chain with nothing wrong with it has no findings", () => {
  assert.deepEqual(findings([...BOTH, bond(), pod(CHAIN)]), []);
});

Deno.test("a bond before its links is told where to go", () => {
  const found = findings([
    ...BOTH,
    bond(),
    pod("bond-net@bond0, sriov-net1@net1, sriov-net2@net2"),
  ]);
  const { message, hint, position } = only("bond-before-links", found);
  assert.match(message, /^net1 and net2 are attached after the bond default\/bond-net/);
  assert.match(hint, /put default\/sriov-net1 and default\/sriov-net2 before/);
  assert.match(position?.path ?? "", /annotations/);
  assert.equal(found.length, 1);
});

Deno.test("a link that no network makes is named with the one that is like it", () => {
  const links = [{ name: "net1" }, { name: "nett2" }];
  const found = findings([...BOTH, bond({ links }), pod(CHAIN)]);
  const { message, position } = only("bond-link-absent", found);
  assert.match(message, /bonds nett2.*did you mean net2\?/);
  assert.match(position?.path ?? "", /spec\.config\.links\[1\]\.name$/);
});

Deno.test("a link that is on the host only is a matter of linksInContainer", () => {
  const links = [{ name: "ens1f0v1" }, { name: "net2" }];
  const found = findings([...BOTH, bond({ links }), pod(CHAIN)]);
  assert.match(only("bond-link-absent", found).hint, /linksInContainer to false/);
});

Deno.test("links in the container are not looked for on the host", () => {
  const found = findings([...BOTH, bond({ linksInContainer: false }), pod(CHAIN)]);
  const { hint, position } = only("links-in-container", found);
  assert.equal(hint, "set linksInContainer to true");
  assert.match(position?.path ?? "", /linksInContainer$/);
});

Deno.test("links that are neither in the container nor on the host are absent", () => {
  const links = [{ name: "ens1f0v0" }, { name: "ens1f0v9" }];
  const found = findings([...BOTH, bond({ linksInContainer: false, links }), pod(CHAIN)]);
  const { message } = only("host-link-absent", found);
  assert.match(message, /looks for ens1f0v9 on the host.*did you mean ens1f0v/);
});

Deno.test("addresses of a link are of no use", () => {
  const addressed = sriov(1, { ipam: { type: "host-local", subnet: "10.0.0.0/24" } });
  const found = findings([addressed, sriov(2), bond(), pod(CHAIN)]);
  assert.deepEqual(codes(found), ["bond-link-addressed at ipam"]);
});

Deno.test("a link is in one bond only", () => {
  const found = findings([
    ...BOTH,
    bond(),
    bond({}, "other-bond"),
    pod(`${CHAIN}, other-bond@bond1`),
  ]);
  assert.deepEqual(codes(found), [
    "bond-link-shared at links[0].name",
    "bond-link-shared at links[1].name",
  ]);
});

Deno.test("every problem of a bond's configuration has its place", () => {
  const found = findings([...BOTH, bond({ mode: "active-pasive", miimon: "soon" }), pod(CHAIN)]);
  assert.deepEqual(codes(found), ["bond-config at mode", "bond-config at miimon"]);
  assert.match(found[0]?.hint ?? "", /active-backup \(1\)/);
});

Deno.test("bonds are found in lists and behind flannel", () => {
  const plugin = { type: "bond", mode: "round-robin", links: ["net1", "net2"], miimon: 100 };
  const list = network("bond-net", {
    cniVersion: "1.0.0",
    plugins: [{ ...plugin, linksInContainer: true }, { type: "tuning" }],
  });
  assert.deepEqual(codes(findings([...BOTH, list, pod(CHAIN)])), [
    "bond-config at plugins[0].mode",
  ]);
  const delegating = network("bond-net", {
    cniVersion: "0.2.0",
    type: "flannel",
    delegate: { ...plugin, linksInContainer: true },
  });
  assert.deepEqual(codes(findings([...BOTH, delegating, pod(CHAIN)])), [
    "bond-config at delegate.mode",
  ]);
});

Deno.test("behind flannel in a list, a bond is where it stands", () => {
  const plugin = { type: "bond", mode: "round-robin", links: ["net1", "net2"], miimon: 100 };
  const list = network("bond-net", {
    cniVersion: "1.0.0",
    plugins: [{ type: "flannel", delegate: { ...plugin, linksInContainer: true } }],
  });
  assert.deepEqual(codes(findings([...BOTH, list, pod(CHAIN)])), [
    "bond-config at plugins[0].delegate.mode",
  ]);
});

Deno.test("a bond that is all that its pod asks for is told which networks there are for its links", () => {
  const other = network("other", { cniVersion: "1.0.0", name: "other", type: "dummy" });
  const elsewhere = {
    ...network("far", { cniVersion: "1.0.0", name: "far", type: "dummy" }),
    metadata: { name: "far", namespace: "elsewhere" },
  };
  const alone = pod("bond-net@bond0");
  const hint = (...networks: Parameters<typeof findings>[0]) =>
    only("bond-link-absent", findings([...networks, bond(), alone])).hint;
  assert.match(
    hint(other, elsewhere, bond({}, "second-bond")),
    /in the annotation; there is other$/,
  );
  assert.match(hint(elsewhere), /in the annotation$/);
});

Deno.test("of the links of a bond only those that come after it are named as late", () => {
  const found = findings([
    ...BOTH,
    bond(),
    pod("sriov-net1@net1, bond-net@bond0, sriov-net2@net2"),
  ]);
  const { message, hint } = only("bond-before-links", found);
  assert.match(message, /^net2 is attached after the bond default\/bond-net, which needs it$/);
  assert.match(hint, /put default\/sriov-net2 before default\/bond-net$/);
});

Deno.test("what a bond does without effect, without monitoring and with unknown keys is told apart", () => {
  const about = (config: Parameters<typeof bond>[0]) =>
    codes(findings([...BOTH, bond(config), pod(CHAIN)]));
  assert.deepEqual(about({ miimon: 0 }), ["bond-unmonitored at miimon"]);
  assert.deepEqual(about({ xmitHashPolicy: "layer3+4" }), [
    "bond-option-without-effect at xmitHashPolicy",
  ]);
  assert.deepEqual(about({ colour: "red" }), ["bond-key-unknown at colour"]);
});

Deno.test("what two pods share is said once", () => {
  const found = findings([...BOTH, bond({ miimon: "soon" }), pod(CHAIN), pod(CHAIN, "other-pod")]);
  assert.equal(found.length, 1);
});

Deno.test("a configuration of any shape is survived", () => {
  const strange = [null, 1, "x", [], {}, [null], [{}], [{ name: 5 }], { type: 3 }];
  for (const value of strange) {
    for (const key of ["links", "mode", "mtu", "failOverMac", "ipam", "capabilities", "delegate"]) {
      findings([...BOTH, bond({ [key]: value }), pod(CHAIN)]);
    }
    findings([
      ...BOTH,
      network("bond-net", { plugins: [{ type: "bond", links: value }] }),
      pod(CHAIN),
    ]);
  }
});

Deno.test("keys of a bond are read in every spelling that the plugin takes", () => {
  for (
    const said of [{ LinksInContainer: true }, { linksInContainer: 1 }, { LINKSINCONTAINER: "on" }]
  ) {
    const config = { linksInContainer: undefined, ...said };
    assert.deepEqual(
      codes(findings([...BOTH, bond(config), pod(CHAIN)])),
      [],
      JSON.stringify(said),
    );
  }
  const [finding] = findings([
    ...BOTH,
    bond({ linksInContainer: undefined, LinksInContainer: 0 }),
    pod(CHAIN),
  ]);
  assert.equal(finding?.code, "links-in-container");
  assert.match(finding?.position?.path ?? "", /LinksInContainer$/);
});

Deno.test("a bond that lists itself, or its own name in the container, is told of as such", () => {
  const links = [{ name: "net1" }, { name: "bond0" }];
  const found = findings([...BOTH, bond({ links }), pod(CHAIN)]);
  assert.deepEqual(codes(found), ["bond-on-itself at links[1].name"]);
});

Deno.test("a bond before its links shifts the names that they have by their place, and is told of that", () => {
  // Named by their place: net1 is the bond's own place as long as it is the first.
  const byPlace = findings([...BOTH, bond(), pod("bond-net, sriov-net1, sriov-net2")]);
  assert.ok(byPlace.some(({ code }) => code === "bond-before-links"), JSON.stringify(byPlace));
  const named = findings([...BOTH, bond(), pod("bond-net@bond0, sriov-net1, sriov-net2")]);
  assert.match(only("bond-before-links", named).message, /^net1 and net2 are attached after/);
});

Deno.test("a link's name that is on the host as well is the container's where links are in the container", () => {
  const links = [{ name: "ens1f0v0" }, { name: "net2" }];
  const chain = "sriov-net1@ens1f0v0, sriov-net2@net2, bond-net@bond0";
  assert.deepEqual(findings([...BOTH, bond({ links }), pod(chain)]), []);
  const onHost = findings([...BOTH, bond({ links, linksInContainer: false }), pod(chain)]);
  assert.deepEqual(onHost.map(({ code }) => code), ["links-in-container"]);
});

Deno.test("an MTU is the last one that a plugin of the link's network sets; 0 sets none", () => {
  const set = (...mtus: number[]) => {
    const plugins = mtus.map((mtu) => ({ type: "tuning", mtu }));
    const link = network("sriov-net1", {
      cniVersion: "1.0.0",
      plugins: [{ type: "sriov" }, ...plugins],
    }, "example.org/pf1");
    return findings([link, sriov(2), bond({ mtu: 1400 }), pod(CHAIN)])
      .filter(({ code }) => code === "bond-mtu").length;
  };
  assert.equal(set(), 0);
  assert.equal(set(1300), 1);
  assert.equal(set(1300, 1400), 0);
  assert.equal(set(1400, 1300), 1);
  assert.equal(set(1300, 0), 1);
  assert.equal(set(0), 0);
});

Deno.test("what is made on the link of the default route names no link, whatever the pod has", () => {
  const macvlan = network("upper", { cniVersion: "1.0.0", type: "macvlan", master: "" });
  assert.deepEqual(codes(findings([...BOTH, bond(), macvlan, pod(`${CHAIN}, upper`)])), []);
});

Deno.test("of a bond that speaks LACP the links are named that are virtual functions", () => {
  const macvlan = network("other", { cniVersion: "1.0.0", type: "macvlan", master: "eth7" });
  const lacp = bond({ mode: "802.3ad", failOverMac: undefined });
  const found = findings([
    sriov(1, { trust: "on", spoofchk: "off" }),
    macvlan,
    lacp,
    pod("sriov-net1@net1, other@net2, bond-net@bond0"),
  ]);
  assert.match(only("lacp-on-virtual-functions", found).message, /functions \(net1\):/);
});

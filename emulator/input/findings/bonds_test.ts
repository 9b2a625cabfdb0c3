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
  assert.match(message, /takes ens1f0v9 from the host.*did you mean ens1f0v/);
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

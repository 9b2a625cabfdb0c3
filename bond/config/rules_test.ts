import assert from "node:assert/strict";
import { describeProblem } from "./problem.ts";
import type { JsonObject } from "../../cni/mod.ts";
import { BOND_MODES, type BondMode, type BondOption } from "./option.ts";
import { BOND_OPTIONS } from "./options.ts";
import { accepted, parse, refused, refusedKeys } from "../testing_config.ts";

Deno.test("a configuration without mode is refused, and the error lists the seven modes", () => {
  const [problem] = refused({ mode: null });
  assert.equal(problem?.key, "mode");
  for (const mode of Object.keys(BOND_MODES)) {
    assert.match(problem?.allowed ?? "", new RegExp(mode));
  }
});

Deno.test("a mode is named or numbered", () => {
  for (const mode of [1, "1", "active-backup"]) {
    assert.equal(accepted({ mode }).options.mode, "active-backup");
  }
  for (const [name, number] of Object.entries(BOND_MODES)) {
    assert.equal(accepted({ mode: number, miimon: 100 }).options.mode, name);
  }
});

Deno.test("a mode in upper case is refused, and the right spelling is proposed", () => {
  const [problem] = refused({ mode: "ACTIVE-BACKUP" });
  assert.match(problem?.problem ?? "", /did you mean "active-backup"/);
});

Deno.test("miimon is a number or a string of digits", () => {
  assert.equal(accepted({ miimon: 100 }).options.miimon, 100);
  assert.equal(accepted({ miimon: "100" }).options.miimon, 100);
});

Deno.test("miimon that is no number, negative or too large is refused", () => {
  for (const miimon of ["abc", -1, "-1", 2147483648, 1.5, "", true, [], {}]) {
    assert.deepEqual(refusedKeys({ miimon }), ["miimon"], JSON.stringify(miimon));
  }
  assert.equal(accepted({ miimon: 2147483647 }).options.miimon, 2147483647);
});

Deno.test("without miimon and arpInterval nobody would notice a dead link: refused", () => {
  const [problem] = refused({ miimon: null });
  assert.equal(problem?.key, "miimon");
  assert.match(problem?.remedy ?? "", /"miimon": 100/);
});

Deno.test("miimon 0 is accepted as the Go plugin does, with a warning", () => {
  assert.match(parse({ miimon: 0 }).warnings.map(describeProblem).join(), /will not notice/);
});

Deno.test("miimon and arpInterval exclude each other", () => {
  assert.deepEqual(refusedKeys({ arpInterval: 100, arpIpTargets: ["10.0.0.1"] }), ["arpInterval"]);
  assert.deepEqual(refusedKeys({ miimon: null, arpInterval: 100 }), ["arpInterval"]);
  const arp = { miimon: null, arpInterval: 100, arpIpTargets: "10.0.0.1, 10.0.0.2" };
  assert.deepEqual(accepted(arp).options.arpIpTargets, ["10.0.0.1", "10.0.0.2"]);
});

Deno.test("arpInterval 0 says no more than its absence, in every mode", () => {
  assert.equal(accepted({ mode: "802.3ad", arpInterval: 0 }).options.arpInterval, 0);
  const probing = { miimon: null, arpInterval: 100, arpIpTargets: "192.0.2.1" };
  assert.deepEqual(refusedKeys({ mode: "802.3ad", ...probing }), ["arpInterval"]);
});

Deno.test("delays need miimon, and are multiples of it", () => {
  for (const key of ["updelay", "downdelay", "peerNotifyDelay"]) {
    assert.deepEqual(refusedKeys({ miimon: 0, [key]: 200 }), [key]);
    const [problem] = refused({ [key]: 250 });
    assert.match(problem?.remedy ?? "", /200 or 300/);
    assert.equal(refused({ miimon: "x", [key]: 250 }).length, 1, "one problem is told once");
    accepted({ [key]: 200 });
  }
});

Deno.test("failOverMac is none, active or follow", () => {
  assert.deepEqual(refusedKeys({ failOverMac: 3 }), ["failOverMac"]);
  for (const [value, name] of [["follow", "follow"], [1, "active"], ["0", "none"]] as const) {
    assert.equal(accepted({ failOverMac: value }).options.failOverMac, name);
  }
});

Deno.test("allSlavesActive is a boolean in any spelling", () => {
  assert.deepEqual(refusedKeys({ allSlavesActive: 2 }), ["allSlavesActive"]);
  for (const value of [1, true, "on", "1"]) {
    assert.equal(accepted({ allSlavesActive: value }).options.allSlavesActive, true);
  }
});

Deno.test("tlbDynamicLb is for the balancing modes only", () => {
  assert.deepEqual(refusedKeys({ tlbDynamicLb: 1 }), ["tlbDynamicLb"]);
  accepted({ mode: "balance-tlb", tlbDynamicLb: 0 });
  accepted({ mode: "balance-alb", tlbDynamicLb: "1" });
});

Deno.test("a hash policy that does not exist is refused", () => {
  assert.deepEqual(refusedKeys({ mode: "balance-xor", xmitHashPolicy: "layer2+3+4" }), [
    "xmitHashPolicy",
  ]);
});

Deno.test("lacpRate is for 802.3ad only", () => {
  assert.deepEqual(refusedKeys({ lacpRate: "fast" }), ["lacpRate"]);
  assert.equal(accepted({ mode: "802.3ad", lacpRate: "fast" }).options.lacpRate, "fast");
});

Deno.test("more ARP targets than the kernel keeps are refused", () => {
  const targets = (count: number) => Array.from({ length: count }, (_, i) => `10.0.0.${i + 1}`);
  const arp = { miimon: null, arpInterval: 100 };
  accepted({ ...arp, arpIpTargets: targets(16) });
  assert.deepEqual(refusedKeys({ ...arp, arpIpTargets: targets(17) }), ["arpIpTargets"]);
});

Deno.test("ARP targets are different hosts", () => {
  const arp = { miimon: null, arpInterval: 100 };
  for (
    const arpIpTargets of [
      ["10.0.0.1", "10.0.0.1"],
      ["0.0.0.0"],
      ["255.255.255.255"],
      ["10.0.0.256"],
      ["10.0.0"],
      [],
      [1],
    ]
  ) assert.deepEqual(refusedKeys({ ...arp, arpIpTargets }), ["arpIpTargets"]);
});

Deno.test("IPv6 targets are different unicast addresses, in any spelling", () => {
  const arp = { miimon: null, arpInterval: 100 };
  const { options } = accepted({ ...arp, nsIp6Targets: ["2001:DB8:0::1", "fe80::2"] });
  assert.deepEqual(options.nsIp6Targets, ["2001:db8::1", "fe80::2"]);
  for (
    const target of ["::", "ff02::1", "10.0.0.1", "2001:db8::/64", "2001:db8::1, 2001:db8:0::1"]
  ) {
    assert.deepEqual(refusedKeys({ ...arp, nsIp6Targets: target }), ["nsIp6Targets"], target);
  }
});

Deno.test("primary and activeLink are among the links", () => {
  for (const key of ["primary", "activeLink"]) {
    const [problem] = refused({ [key]: "net3" });
    assert.equal(problem?.key, key);
    assert.match(problem?.allowed ?? "", /net1, net2/);
    accepted({ [key]: "net2" });
    accepted({ [key]: "a", links: [{ name: "net1", ifName: "a" }, "net2"] });
    accepted({ [key]: "net1", links: [{ name: "net1", ifName: "a" }, "net2"] });
    assert.deepEqual(refusedKeys({ mode: "balance-rr", [key]: "net1" }), [key]);
  }
  assert.deepEqual(refusedKeys({ primaryReselect: "better" }), ["primaryReselect"]);
});

Deno.test("packetsPerSlave is for balance-rr only", () => {
  assert.deepEqual(refusedKeys({ packetsPerSlave: 2 }), ["packetsPerSlave"]);
  accepted({ mode: "balance-rr", packetsPerSlave: 0 });
});

Deno.test("the actor's numbers in LACP frames have limits", () => {
  const lacp = { mode: "802.3ad" };
  assert.deepEqual(refusedKeys({ ...lacp, adUserPortKey: 1024 }), ["adUserPortKey"]);
  assert.deepEqual(refusedKeys({ ...lacp, adActorSysPrio: 0 }), ["adActorSysPrio"]);
  assert.deepEqual(refusedKeys({ ...lacp, adActorSystem: "01:00:5e:00:00:01" }), ["adActorSystem"]);
  accepted({ ...lacp, adActorSystem: "00:00:00:00:00:00" });
});

Deno.test("fewer than two links, a link without a name, and one named twice are refused", () => {
  assert.deepEqual(refusedKeys({ links: [] }), ["links"]);
  assert.deepEqual(refusedKeys({ links: ["net1"] }), ["links"]);
  assert.deepEqual(refusedKeys({ links: [{}, "net2"] }), ["links[0]"]);
  assert.deepEqual(refusedKeys({ links: ["net1", "net1"] }), ["links[1]"]);
  assert.deepEqual(refusedKeys({ links: "net1,net2" }), ["links"]);
  assert.deepEqual(refusedKeys({ links: null }), ["links"]);
  assert.equal(accepted({ links: ["net1"], allowSingleLink: true }).links.length, 1);
});

Deno.test("what to do about too few links depends on how few they are", () => {
  assert.equal(refused({ links: ["net1"] })[0]?.remedy, "add a link, or set allowSingleLink");
  assert.match(refused({ links: [] })[0]?.remedy ?? "", /^name the links: "links": \[/);
  assert.match(refused({ links: [], allowSingleLink: true })[0]?.problem ?? "", /at least 1 links/);
});

Deno.test("a link that is in the bond twice is told of once, under the name of the second", () => {
  const renamed = [{ name: "a", ifName: "x" }, { name: "b", ifName: "x" }, { name: "a" }];
  assert.deepEqual(refusedKeys({ links: renamed }), ["links[2]", "links[1].ifName"]);
});

Deno.test("links are selected by exactly one of name, PCI address and MAC", () => {
  const { links } = accepted({
    links: [{ pciAddress: "0000:3B:02.0" }, { mac: "02-00-00-00-00-01" }, {
      deviceID: "0000:3b:02.1",
    }],
  });
  assert.deepEqual(links.map(({ select }) => select), [
    { by: "pciAddress", pciAddress: "0000:3b:02.0" },
    { by: "mac", mac: "02:00:00:00:00:01" },
    { by: "pciAddress", pciAddress: "0000:3b:02.1" },
  ]);
  assert.deepEqual(refusedKeys({ links: [{ name: "a", mac: "02:00:00:00:00:01" }, "b"] }), [
    "links[0]",
  ]);
  assert.deepEqual(refusedKeys({ links: [{ pciAddress: "3b:02" }, "b"] }), ["links[0].pciAddress"]);
});

Deno.test("an MTU outside the kernel's limits is refused", () => {
  assert.deepEqual(refusedKeys({ mtu: 67 }), ["mtu"]);
  assert.deepEqual(refusedKeys({ mtu: 65536 }), ["mtu"]);
  for (const mtu of [68, "9000", 0, "auto"]) accepted({ mtu });
});

Deno.test("an address of its own is refused where the bond takes the active link's", () => {
  assert.deepEqual(refusedKeys({ mac: "02:00:00:00:00:09", failOverMac: "active" }), ["mac"]);
  for (const failOverMac of ["none", "follow"]) {
    accepted({ mac: "02:00:00:00:00:09", failOverMac });
  }
});

Deno.test("two links cannot have one queue", () => {
  const links = [{ name: "a", queueId: 2 }, { name: "b", queueId: 2 }];
  assert.deepEqual(refusedKeys({ links }), ["links[1].queueId"]);
  accepted({ links: [{ name: "a", queueId: 0 }, { name: "b", queueId: 0 }] });
  assert.deepEqual(refusedKeys({ links: [{ name: "a", queueId: 17 }, "b"] }), ["links[0].queueId"]);
  accepted({ links: [{ name: "a", queueId: 16 }, "b"] });
  accepted({ links: [{ name: "a", queueId: 17 }, "b"], numTxQueues: 32 });
});

Deno.test("port priorities are for the modes that look at them", () => {
  const links = [{ name: "a", prio: -5 }, { name: "b", actorPortPrio: 1 }];
  assert.deepEqual(refusedKeys({ links }), ["links[1].actorPortPrio"]);
  assert.deepEqual(refusedKeys({ links, mode: "802.3ad" }), ["links[0].prio"]);
});

Deno.test("options without effect in the mode are accepted with a warning", () => {
  const { warnings } = parse({ xmitHashPolicy: "layer3+4" });
  assert.match(
    describeProblem(warnings[0] ?? assert.fail()),
    /xmitHashPolicy layer3\+4 has no effect in mode active-backup/,
  );
});

Deno.test("a value that the kernel counts as 0 says no more than its absence: no warning in any mode", () => {
  for (const mode of Object.keys(BOND_MODES)) {
    const { warnings } = parse({
      mode,
      minLinks: 0,
      failOverMac: "none",
      xmitHashPolicy: "layer2",
      arpAllTargets: "any",
      adSelect: 0,
    });
    assert.deepEqual(warnings, [], mode);
  }
  const { warnings } = parse({ mode: "balance-rr", minLinks: 1, failOverMac: 2 });
  assert.deepEqual(warnings.map(({ key }) => key), ["failOverMac", "minLinks"]);
});

Deno.test("in modes that have an option it is taken without a word, in others refused or warned of", () => {
  const needed: Record<string, object> = {
    arpInterval: { miimon: null, arpIpTargets: "10.0.0.1" },
    arpValidate: { miimon: null, arpInterval: 100, arpIpTargets: "10.0.0.1" },
    arpMissedMax: { miimon: null, arpInterval: 100, arpIpTargets: "10.0.0.1" },
    primaryReselect: { primary: "net1" },
  };
  for (const option of BOND_OPTIONS as readonly BondOption[]) {
    const { key, modes, effective, requires } = option;
    if (!modes && !effective) continue;
    for (const mode of Object.keys(BOND_MODES) as BondMode[]) {
      // Where the option that is needed is refused, it is told of instead.
      const needs = BOND_OPTIONS.find((other) => other.key === requires) as BondOption | undefined;
      if (needs?.modes && !needs.modes.includes(mode)) continue;
      const changes = { mode, ...needed[key], [key]: sampleOf(option) };
      if (modes && !modes.includes(mode)) {
        const problems = refused(changes);
        assert.deepEqual(problems.map((problem) => problem.key), [key], mode);
        assert.match(problems[0]?.problem ?? "", new RegExp(`^is only supported in ${modes[0]}`));
        continue;
      }
      const warned = parse(changes).warnings.map((warning) => warning.key);
      const isIdle = effective !== undefined && !effective.includes(mode);
      assert.deepEqual(warned, isIdle ? [key] : [], `${key} in ${mode}`);
    }
  }
});

/** A value of an option that says more than its absence. */
function sampleOf({ value, default: usual }: BondOption): unknown {
  switch (value.type) {
    case "integer":
      return value.min + 2;
    case "boolean":
      return !usual;
    case "enum":
      return Object.keys(value.names).at(-1);
    case "ipv4List":
      return "10.0.0.1";
    case "ipv6List":
      return "fd00::1";
    case "mac":
      return "02:00:00:00:00:0a";
    default:
      return "net2";
  }
}

Deno.test("an option that needs another one is refused without it, and where that one is wrong only that is told", () => {
  const arp = { miimon: null, arpInterval: 100, arpIpTargets: "10.0.0.1" };
  accepted({ ...arp, arpValidate: "all" });
  assert.deepEqual(refusedKeys({ arpValidate: "all" }), ["arpValidate"]);
  assert.deepEqual(refusedKeys({ primaryReselect: "better" }), ["primaryReselect"]);
  assert.deepEqual(refusedKeys({ updelay: 100, miimon: "soon" }), ["miimon"]);
  assert.deepEqual(refusedKeys({ updelay: 100, miimon: 0 }), ["updelay"]);
  const [problem] = refused({ downdelay: 250 });
  assert.equal(problem?.remedy, "set 200 or 300");
});

Deno.test("a bond that nothing monitors is warned of, one that either of the two monitors is not", () => {
  const keys = (changes: JsonObject) => parse(changes).warnings.map(({ key }) => key);
  assert.deepEqual(keys({ miimon: 0 }), ["miimon"]);
  assert.deepEqual(keys({ miimon: 0, arpInterval: 0 }), ["miimon"]);
  assert.deepEqual(keys({ miimon: 1 }), []);
  assert.deepEqual(keys({ miimon: 0, arpInterval: 1, arpIpTargets: "10.0.0.1" }), []);
});

Deno.test("links of the host are warned of, because most bonds are of links that other networks make", () => {
  assert.deepEqual(parse({ linksInContainer: false }).warnings.map(({ key }) => key), [
    "linksInContainer",
  ]);
  assert.deepEqual(parse().warnings, []);
});

import assert from "node:assert/strict";
import { readManifests } from "../../input/manifests/mod.ts";
import { readScenario } from "./read.ts";
import { complaints, scenarioOf } from "./testing.ts";

Deno.test("a scenario may say nothing at all", () => {
  const { scenario, findings } = scenarioOf("");
  assert.deepEqual(findings, []);
  assert.deepEqual(scenario?.scenario, { name: "test", steps: [] });
  assert.deepEqual(scenario?.expect, { exitCode: 0, diagnostics: [], pods: {} });
  assert.equal(scenario?.settings.runtime, "multus");
  assert.equal(scenario?.folder, "folder");
});

Deno.test("steps are actions with what is expected", () => {
  const { scenario } = scenarioOf(`steps:
  - down: {cable: ens1f0}
    expect:
      activeLink: {bond: bond0, is: net2, withinMs: 300}
  - reboot: {}
`);
  const [down, reboot] = scenario?.scenario.steps ?? [];
  assert.deepEqual(down?.action, { down: { cable: "ens1f0" } });
  assert.deepEqual(down?.expect, { activeLink: { bond: "bond0", is: "net2", withinMs: 300 } });
  assert.deepEqual(reboot?.action, { reboot: {} });
  assert.equal(reboot?.expect, undefined);
});

for (
  const [what, body, expected] of [
    ["a step has one action", "steps:\n  - expect: {}\n", ["6:5 steps[0]: one of add, del, check"]],
    [
      "two actions exclude each other",
      "steps:\n  - add: {}\n    del: {}\n",
      ["6:5 steps[0]: add and del exclude each other"],
    ],
    [
      "an unknown key is named where it stands",
      "steps:\n  - down: {cabel: ens1f0}\n",
      ["6:19 steps[0].down.cabel: no such key can stand here", "6:11 steps[0].down: one of cable,"],
    ],
    [
      "a word that is not known is told what there is, and which may be meant",
      "settings: {runtime: criO}\n",
      ['5:21 settings.runtime: "criO" cannot stand here: there is multus, containerd, containerd-1, crio, nerdctl, podman; did you mean crio?'],
    ],
    [
      "a text that must be there has letters",
      'node:\n  physicalFunctions:\n    - {name: ens1f0, driver: ""}\n',
      ['7:30 node.physicalFunctions[0].driver: "" is too short: it has at least 1'],
    ],
    [
      "a value of another type is told what belongs there",
      "expect:\n  exitCode: ok\n",
      ['6:13 expect.exitCode: a number belongs here, not the string "ok"'],
    ],
    [
      "a number out of range is told the limit",
      "steps:\n  - wait: {ms: -1}\n",
      ["6:16 steps[0].wait.ms: -1 is too small: it is at least 0"],
    ],
    [
      "a link's name has room for 15 characters",
      "node:\n  nics:\n    - name: enp130s0f0np0xx0\n",
      ["7:13 node.nics[0].name: a link's name has 1 to 15 characters"],
    ],
    [
      "a physical function leaves room for the names of its functions",
      "node:\n  physicalFunctions:\n    - name: enp130s0f0np0\n",
      ["7:13 node.physicalFunctions[0].name: at most 11 characters"],
    ],
    [
      "a kill has one moment",
      "steps:\n  - add: {kill: {type: bond}}\n",
      ["6:17 steps[0].add.kill: one of atRequest, afterMs belongs here"],
    ],
    ["another version is not this one", "settings: 5\n", ["5:11 settings: a mapping belongs here"]],
    [
      "switches that nothing describes",
      "node:\n  hosts:\n    - {name: a, switch: leaf9, addresses: [10.0.0.1/24]}\n",
      ["7:25 there is no switch leaf9"],
    ],
    [
      "a DHCP server with addresses of another network",
      "node:\n  hosts:\n    - {name: a, addresses: [10.0.0.1/24], dhcp: {from: 10.0.1.2, to: 10.0.1.9}}\n",
      ["7:49 10.0.1.2 to 10.0.1.9 is in no network of a"],
    ],
    [
      "switches that lead back to themselves",
      "node:\n  switches:\n    - {name: a, uplink: b}\n    - {name: b, uplink: a}\n",
      ["7:25 the uplinks of a lead back to it", "8:25 the uplinks of b lead back to it"],
    ],
    [
      "a name that is there twice, among all devices",
      "node:\n  physicalFunctions: [{name: x}]\n  nics: [{name: x}]\n",
      ["7:17 x is there twice"],
    ],
    [
      "an aggregate of nothing that there is",
      "node:\n  physicalFunctions: []\n  switches:\n" +
      "    - {name: a, aggregates: [{name: l, ports: [ens9]}]}\n",
      ["8:48 the node has no physical function or NIC ens9"],
    ],
    [
      "a cable that ends in two aggregates, and two of one name",
      "node:\n  nics: [{name: x}, {name: y}]\n  switches:\n" +
      "    - {name: a, aggregates: [{name: l, ports: [x]}, {name: l, ports: [y, x]}]}\n",
      ["8:60 l is there twice", "8:74 the cable of x ends in l already"],
    ],
    [
      "devices with names that the node has already",
      "node:\n  physicalFunctions: [{name: x}]\n  nics: [{name: lo}, {name: xv3}, {name: xv4}]\n",
      ["7:17 lo is there twice", "7:29 xv3 is there twice"],
    ],
    [
      "a host with one address twice",
      "node:\n  hosts:\n    - {name: a, addresses: [10.0.0.1/24, 10.0.0.1/24]}\n",
      ["7:42 10.0.0.1/24 is there twice"],
    ],
    [
      "a DHCP server that begins with its last address",
      "node:\n  hosts:\n    - {name: a, addresses: [10.0.0.1/24], dhcp: {from: 10.0.0.9, to: 10.0.0.8}}\n",
      ["7:49 10.0.0.9 comes after 10.0.0.8"],
    ],
    [
      "an interface for a pod that has its networks from Multus",
      "pods: [{name: p, interface: eth5}]\n",
      ["5:29 pods[0].interface: it goes with net"],
    ],
    [
      "a call is written in three words",
      "expect:\n  pods:\n    p:\n      calls: [ADD net1]\n",
      ["8:15 expect.pods.p.calls[0]: a call is COMMAND INTERFACE TYPE"],
    ],
  ] as const
) {
  Deno.test(`scenario: ${what}`, () => {
    const found = complaints(body);
    assert.equal(found.length, expected.length, found.join("\n"));
    expected.forEach((start, i) => assert.ok(found[i]?.startsWith(start), found[i] ?? ""));
  });
}

Deno.test("another apiVersion is refused where it stands", () => {
  const text = "apiVersion: v1\nkind: ChainScenario\nmetadata: {name: x}\n";
  const { scenario, findings } = readScenario(readManifests([{ file: "s.yaml", text }]));
  assert.equal(scenario, undefined);
  assert.deepEqual(findings.map(({ position }) => [position?.line, position?.path]), [
    [1, "apiVersion"],
  ]);
});

Deno.test("a second scenario is one too many", () => {
  const one = "apiVersion: emulator.bond/v1\nkind: ChainScenario\nmetadata: {name: x}\n";
  const text = `${one}---\n${one.replace("x", "y")}`;
  const { scenario, findings } = readScenario(readManifests([{ file: "s.yaml", text }]));
  assert.equal(scenario?.scenario.name, "x");
  assert.deepEqual(findings.map(({ code, position }) => `${code} ${position?.document}`), [
    "scenario-second 1",
  ]);
});

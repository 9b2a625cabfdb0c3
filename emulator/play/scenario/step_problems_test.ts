import assert from "node:assert/strict";
import { readManifests } from "../../input/manifests/mod.ts";
import { resolveScenario } from "./resolve.ts";

/** Two pods, and a scenario on a node with one of each kind of thing. */
function complaints(steps: string): string[] {
  const pods = ["a", "b"].map((name) =>
    `apiVersion: v1
kind: Pod
metadata: {name: ${name}}
spec: {containers: [{name: app, image: app}]}
`
  );
  const scenario = `apiVersion: emulator.bond/v1
kind: ChainScenario
metadata: {name: test}
node:
  physicalFunctions: [{name: ens1f0}]
  nics: [{name: eth1}]
  switches: [{name: leaf}]
  hosts: [{name: server, addresses: [10.0.0.1/24]}]
steps:
${steps}`;
  const files = [...pods, scenario].map((text, i) => ({ file: `${i}.yaml`, text }));
  return resolveScenario(readManifests(files)).diagnostics
    .map(({ position, message }) => `${position?.line}:${position?.column} ${message}`);
}

Deno.test("steps that name what there is are fine", () => {
  assert.deepEqual(
    complaints(`  - down: {cable: ens1f0}
  - down: {cable: eth1}
  - down: {physicalFunction: ens1f0}
  - down: {virtualFunction: ens1f0v3}
  - up: {nic: eth1}
  - up: {switch: leaf}
  - impair: {cable: eth1}
  - traffic: {pod: a, link: eth0, host: server}
  - down: {link: eth0, pod: default/b}
`),
    [],
  );
});

for (
  const [step, expected] of [
    ["down: {cable: ens9f0}", "10:19 there is no cable ens9f0; did you mean ens1f0?"],
    ["up: {physicalFunction: eth1}", "10:28 there is no physical function eth1"],
    ["down: {virtualFunction: ens1f0v9}", "10:29 there is no virtual function ens1f0v9"],
    ["down: {nic: ens1f0}", "10:17 there is no NIC ens1f0"],
    ["down: {switch: spine}", "10:20 there is no switch spine"],
    ["impair: {cable: leaf}", "10:21 there is no cable leaf"],
    [
      "traffic: {pod: a, link: eth0, host: srever}",
      "10:41 there is no host srever; did you mean server?",
    ],
    ["check: {pod: c}", "10:18 there is no pod c"],
    ["del: {}", "10:5 the step must say which pod it means"],
    ["down: {link: eth0}", "10:5 the step must say which pod it means"],
  ] as const
) {
  Deno.test(`a step is refused where it stands: ${step}`, () => {
    const [found = "", ...others] = complaints(`  - ${step}\n`);
    assert.ok(found.startsWith(expected), found);
    assert.deepEqual(others, []);
  });
}

/** A pod "a", and a scenario. */
function complaintsOf(body: string): string[] {
  const head = "apiVersion: emulator.bond/v1\nkind: ChainScenario\nmetadata: {name: test}\n";
  const pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: []}\n";
  const files = [pod, head + body].map((text, i) => ({ file: `${i}.yaml`, text }));
  return resolveScenario(readManifests(files)).diagnostics
    .map(({ position, message }) => `${position?.line}:${position?.column} ${message}`);
}

Deno.test("what is expected of a pod that is not there is refused where it stands", () => {
  assert.deepEqual(complaintsOf("expect: {pods: {default/a: {}, aa: {}}}\n"), [
    "4:36 there is no pod aa",
  ]);
});

Deno.test("a pod that a scenario lists twice is refused where it comes again", () => {
  assert.deepEqual(complaintsOf("pods: [{name: a}, {name: default/a}]\n"), [
    "4:26 default/a is there twice",
  ]);
});

Deno.test("what the command line says goes before the scenario's settings", () => {
  const scenario = "apiVersion: emulator.bond/v1\nkind: ChainScenario\nmetadata: {name: test}\n" +
    "settings: {multusNamespace: one, namespaceIsolation: true}\n";
  const manifests = readManifests([{ file: "s.yaml", text: scenario }]);
  const { settings } = resolveScenario(manifests, { multusNamespace: "two" });
  assert.deepEqual([settings.multusNamespace, settings.namespaceIsolation], ["two", true]);
});

Deno.test("a subnet file that cannot be read is told where it is named", () => {
  assert.deepEqual(complaintsOf("settings: {subnetFile: absent.env}\n"), [
    "4:24 ./absent.env cannot be read",
  ]);
});

Deno.test("an announcement needs a host that hears it", () => {
  const scenario = `apiVersion: emulator.bond/v1
kind: ChainScenario
metadata: {name: test}
pods: [{name: a}]
steps:
  - add: {}
    expect: {announces: {address: 10.0.0.2, withinMs: 100}}
`;
  const pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: []}\n";
  const files = [pod, scenario].map((text, i) => ({ file: `${i}.yaml`, text }));
  const [found] = resolveScenario(readManifests(files)).diagnostics;
  assert.match(found?.message ?? "", /nobody on the fabric hears/);
  assert.equal(found?.position?.line, 7);
});

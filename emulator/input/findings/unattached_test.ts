import assert from "node:assert/strict";
import { prepare } from "../prepare.ts";
import { readManifests } from "../manifests/mod.ts";
import { bond, type Manifest, network, pod, sriov } from "./testing.ts";

function said(...objects: Manifest[]): string[] {
  const files = objects.map((object, i) => ({ file: `${i}.json`, text: JSON.stringify(object) }));
  return prepare(readManifests(files)).diagnostics
    .filter(({ severity }) => severity !== "info")
    .map(({ severity, code, position }) => `${severity} ${code} ${position?.file}`);
}

Deno.test("a definition that stands alone is judged by itself", () => {
  assert.deepEqual(said(bond()), []);
  assert.deepEqual(said(bond({ mode: "active-bakup" })), ["error bond-config 0.json"]);
  assert.deepEqual(said(network("broken", "{")), ["error network-config 0.json"]);
});

Deno.test("a definition without a configuration of its own has it on the nodes", () => {
  assert.deepEqual(said({ ...network("disk", {}), spec: {} }), []);
});

Deno.test("among pods that do without it, a definition that cannot be used is a warning", () => {
  const objects = [sriov(1), sriov(2), bond(), pod("sriov-net1, sriov-net2, bond-net@bond0")];
  assert.deepEqual(said(...objects), []);
  assert.deepEqual(said(...objects, bond({ mode: 9 }, "other")), ["warning bond-config 4.json"]);
  assert.deepEqual(said(...objects, network("broken", "[]")), ["warning network-config 4.json"]);
});

Deno.test("a definition that a pod asks for keeps it from starting, whatever else the pod lacks", () => {
  const asking = pod("sriov-net1, absent, bond-net@bond0");
  const wrong = bond({ mode: "active-bakup" });
  assert.deepEqual(said(sriov(1), wrong, asking), [
    "error network-absent 2.json",
    "error bond-config 1.json",
  ]);
  assert.deepEqual(said(sriov(1), wrong, pod("sriov-net1, absent")), [
    "error network-absent 2.json",
    "warning bond-config 1.json",
  ]);
});

Deno.test("what is said of a definition that a pod asks for in vain is said once", () => {
  assert.deepEqual(said(network("broken", "{"), pod("broken")), ["error network-config 0.json"]);
});

Deno.test("a bond that takes the host's links is not one that a pod with other networks has forgotten", () => {
  const others = [sriov(1), sriov(2), pod("sriov-net1, sriov-net2")];
  const forgotten = (config: Manifest) =>
    said(...others, bond(config)).filter((text) => text.includes("bond-forgotten"));
  assert.equal(forgotten({}).length, 1);
  assert.deepEqual(forgotten({ linksInContainer: false }), []);
});

import assert from "node:assert/strict";
import { devicePlugin, network, pod, resolve } from "./testing.ts";

const RESOURCE = "intel.com/pool";
const OTHER = "intel.com/other";
const OBJECTS = [
  devicePlugin({ pool: ["ens1f0#0-3"], other: ["ens1f1#0-3"] }),
  network("a", { type: "sriov" }, { resource: RESOURCE }),
  network("b", { type: "sriov" }, { resource: OTHER }),
  network("plain", { type: "dummy" }),
];

/** How many devices of each resource the pod gets. */
function devicesOf(subject: ReturnType<typeof pod>, resourcesInjector: boolean) {
  const { chains: [chain] } = resolve([...OBJECTS, subject], { resourcesInjector });
  return Object.entries(chain?.devices ?? {}).map(([name, { length }]) => `${length} ${name}`);
}

Deno.test("without the webhook a pod has what it asks for itself", () => {
  assert.deepEqual(devicesOf(pod("a, a"), false), []);
});

Deno.test("the webhook adds a device for each network that takes one", () => {
  assert.deepEqual(devicesOf(pod("a, plain, a, b"), true), [`1 ${OTHER}`, `2 ${RESOURCE}`]);
});

Deno.test("of a resource that the pod asks for itself nothing is added", () => {
  const own = pod("a, a, b", { resources: { [RESOURCE]: 1 } });
  assert.deepEqual(devicesOf(own, true), [`1 ${OTHER}`, `1 ${RESOURCE}`]);
});

Deno.test("a network of that name in another namespace takes nothing for this pod", () => {
  const elsewhere = pod("a", { namespace: "apps" });
  assert.deepEqual(devicesOf(elsewhere, true), []);
});

Deno.test("an annotation that cannot be read is told where the chain is made", () => {
  const { chains, findings } = resolve([...OBJECTS, pod('[{"name":5}]')], {
    resourcesInjector: true,
  });
  assert.deepEqual(chains, []);
  assert.deepEqual(findings.map(({ code }) => code), ["annotation"]);
});

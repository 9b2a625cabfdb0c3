import assert from "node:assert/strict";
import type { ChainSettings } from "./settings.ts";
import { multusConfig, network, pod, resolve, type TestObject } from "./testing.ts";

const PLAIN = { type: "dummy" };
const DEFAULT = "v1.multus-cni.io/default-network";

/** Returns what the only pod's runtime is told, and the networks that its DEL is for. */
function refused(objects: readonly TestObject[], settings: Partial<ChainSettings> = {}) {
  const { chains, refused: [chain] } = resolve(objects, settings);
  assert.deepEqual(chains, []);
  return chain && [chain.refusal, chain.delegates.map(({ network }) => network)];
}

Deno.test("of a pod with a network too many, DEL is for the default networks alone", () => {
  const objects = [network("a", PLAIN), network("more", PLAIN, { namespace: "kube-system" })];
  const said = "error loading k8s delegates k8s args: cannot find a " +
    "network-attachment-definition (b) in namespace (default)";
  assert.deepEqual(refused([...objects, pod("a, b")]), [said, ["pod-network"]]);
  const more = multusConfig({ defaultNetworks: ["more"] });
  assert.deepEqual(refused([...objects, more, pod("a, b")]), [said, [
    "pod-network",
    "kube-system/more",
  ]]);
});

Deno.test("of a pod with an annotation that cannot be read, DEL is for the default network", () => {
  const [said, networks] = refused([network("a", PLAIN), pod("a@b@c")]) ?? [];
  assert.match(String(said), /^error loading k8s delegates k8s args: .*@/);
  assert.deepEqual(networks, ["pod-network"]);
});

Deno.test("a default network that the pod has chosen is in its place at DEL, if it could be had", () => {
  const fast = network("fast", PLAIN, { namespace: "kube-system" });
  const choose = (name: string) => pod("absent", { annotations: { [DEFAULT]: name } });
  const [, chosen] = refused([fast, choose("fast")]) ?? [];
  assert.deepEqual(chosen, ["kube-system/fast"]);
  const [, instead] = refused([fast, choose("slow")]) ?? [];
  assert.deepEqual(instead, ["pod-network"]);
});

Deno.test("of a pod with two gateways, DEL is for all its networks: they had been found by then", () => {
  const asking = { name: "a", "default-route": ["10.0.0.1", "10.0.0.2"] };
  const [, networks] = refused([network("a", PLAIN), pod([asking])]) ?? [];
  assert.deepEqual(networks, ["pod-network", "default/a"]);
});

Deno.test("of a pod whose default network is absent nothing is detached: DEL fails, too", () => {
  const objects = [multusConfig({ clusterNetwork: "nowhere" }), pod("")];
  assert.deepEqual(refused(objects), [
    "failed to get clusterNetwork/defaultNetworks: failed to get clusterNetwork nowhere in " +
    "namespace kube-system",
    [],
  ]);
});

Deno.test("a pod whose definitions are not here, or that is on the host's network, is not refused", () => {
  assert.equal(refused([pod("elsewhere")]), undefined);
  const onHost = { ...pod("b"), spec: { hostNetwork: true, containers: [] } };
  assert.equal(refused([network("a", PLAIN), onHost]), undefined);
});

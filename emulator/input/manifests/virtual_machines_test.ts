import assert from "node:assert/strict";
import { readManifests } from "./mod.ts";

const NETWORKS = "k8s.v1.cni.cncf.io/networks";

const SPEC = {
  domain: {
    devices: {
      interfaces: [
        { name: "default", masquerade: {} },
        { name: "red", sriov: {}, macAddress: "02:00:00:00:00:01" },
        { name: "blue", bridge: {} },
        { name: "gone", bridge: {}, state: "absent" },
      ],
    },
  },
  networks: [
    { name: "default", pod: {} },
    { name: "red", multus: { networkName: "red-net" } },
    { name: "blue", multus: { networkName: "infra/blue-net" } },
    { name: "gone", multus: { networkName: "gone-net" } },
  ],
};

function machine(kind: string, spec: unknown) {
  const metadata = { name: "vm", namespace: "apps" };
  const text = JSON.stringify({ apiVersion: "kubevirt.io/v1", kind, metadata, spec }, null, 1);
  return readManifests([{ file: "vm.json", text }]);
}

/** SHA-256 of "red" and of "blue" begin so, as sha256sum tells. */
const [RED, BLUE] = ["podb1f51a511f1", "pod16477688c0e"];

Deno.test("a virtual machine's networks are those of its pod, under names that KubeVirt makes of theirs", () => {
  const { pods: [pod], findings } = machine("VirtualMachineInstance", SPEC);
  assert.deepEqual(findings, []);
  assert.equal(pod?.name, "virt-launcher-vm");
  assert.equal(pod?.devicesInjected, true);
  assert.deepEqual(JSON.parse(pod?.annotations.get(NETWORKS)?.text ?? ""), [
    { name: "red-net", namespace: "apps", mac: "02:00:00:00:00:01", interface: RED },
    { name: "blue-net", namespace: "infra", interface: BLUE },
  ]);
});

Deno.test("a network of a machine is told of where the machine names it", () => {
  const { pods: [pod] } = machine("VirtualMachine", { template: { spec: SPEC } });
  const position = pod?.annotations.get(NETWORKS)?.atPath([1, "name"]);
  assert.equal(position?.path, "spec.template.spec.networks[2].multus.networkName");
});

Deno.test("machines come one, or as many as there are replicas", () => {
  const names = (kind: string, spec: unknown) => machine(kind, spec).pods.map(({ name }) => name);
  assert.deepEqual(names("VirtualMachine", { runStrategy: "Always", template: { spec: SPEC } }), [
    "virt-launcher-vm",
  ]);
  assert.deepEqual(
    names("VirtualMachineInstanceReplicaSet", { replicas: 2, template: { spec: SPEC } }),
    ["virt-launcher-vm-0", "virt-launcher-vm-1"],
  );
  const pool = { replicas: 1, virtualMachineTemplate: { spec: { template: { spec: SPEC } } } };
  assert.deepEqual(names("VirtualMachinePool", pool), ["virt-launcher-vm-0"]);
});

Deno.test("a network that a machine has in the place of the default one is the pod's default", () => {
  const networks = [{ name: "red", multus: { networkName: "infra/red-net", default: true } }];
  const { pods: [pod] } = machine("VirtualMachineInstance", { ...SPEC, networks });
  assert.equal(pod?.annotations.get("v1.multus-cni.io/default-network")?.text, "infra/red-net");
  assert.equal(pod?.annotations.has(NETWORKS), false);
});

Deno.test("a machine without networks of Multus keeps the annotations that it has itself", () => {
  const template = {
    metadata: { annotations: { [NETWORKS]: "a" } },
    spec: { ...SPEC, networks: [{ name: "default", pod: {} }] },
  };
  const { pods: [pod] } = machine("VirtualMachine", { template });
  assert.equal(pod?.annotations.get(NETWORKS)?.text, "a");
});

Deno.test("a machine without a template is told of", () => {
  const { pods, findings } = machine("VirtualMachine", {});
  assert.deepEqual(pods, []);
  assert.deepEqual(findings.map(({ code }) => code), ["field-missing"]);
});

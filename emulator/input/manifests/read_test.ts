import assert from "node:assert/strict";
import { readManifests } from "./mod.ts";

function read(...texts: string[]) {
  return readManifests(texts.map((text, i) => ({ file: `${i}.yaml`, text })));
}

function findings(...texts: string[]) {
  return read(...texts).findings.map(({ code, position }) =>
    `${code} ${position?.line}:${position?.column}`
  );
}

const POD = `apiVersion: v1
kind: Pod
metadata:
  name: test-pod
  annotations:
    k8s.v1.cni.cncf.io/networks: a
spec:
  containers:
  - name: one
    resources:
      requests: {x.io/nic: 1, cpu: 100m}
      limits: {x.io/nic: "1"}
  - resources:
      limits: {x.io/nic: 2}
`;

const NETWORK = `apiVersion: k8s.cni.cncf.io/v1
kind: NetworkAttachmentDefinition
metadata:
  name: a
spec:
  config: '{"type": "dummy"}'
`;

Deno.test("a pod has its name, the default namespace, and the same UID every time", () => {
  const [pod] = read(POD).pods;
  assert.equal(pod?.name, "test-pod");
  assert.equal(pod?.namespace, "default");
  assert.match(pod?.uid ?? "", /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(pod?.uid, read(POD).pods[0]?.uid);
});

Deno.test("amounts of a pod's containers add up, with the place of the last", () => {
  const [resource] = read(POD).pods[0]?.resources ?? [];
  assert.equal(resource?.resource, "x.io/nic");
  assert.equal(resource?.request?.count, 3, "a limit alone is the request too");
  assert.equal(resource?.limit?.count, 3);
  assert.equal(resource?.limit?.text.at(0).line, 14);
});

Deno.test("of init containers the largest amount counts", () => {
  const text = POD.replace(
    "  containers:",
    "  initContainers:\n  - resources: {limits: {x.io/nic: 5}}\n  containers:",
  );
  assert.equal(read(text).pods[0]?.resources[0]?.limit?.count, 5);
});

Deno.test("definitions keep their configuration as it was written; an empty spec has none", () => {
  const { networks } = read(
    NETWORK,
    NETWORK.replace("name: a", "name: b").replace(/spec:[^]*/, "spec: {}\n"),
  );
  assert.equal(networks[0]?.config?.text, '{"type": "dummy"}');
  assert.equal(networks[1]?.config, undefined);
});

Deno.test("documents of one file, several files and JSON are one input", () => {
  const json = JSON.stringify({
    apiVersion: "k8s.cni.cncf.io/v1",
    kind: "NetworkAttachmentDefinition",
    metadata: { name: "j" },
    spec: {},
  });
  const { pods, networks, findings } = read(`${POD}---\n${NETWORK}---\n---\n`, json);
  assert.equal(pods.length, 1);
  assert.deepEqual(networks.map(({ name }) => name), ["a", "j"]);
  assert.deepEqual(findings, []);
});

Deno.test("lists are their items, each with the place of its own", () => {
  const indented = NETWORK.replaceAll("\n", "\n  ").trimEnd();
  const { networks } = read(`apiVersion: v1\nkind: List\nitems:\n- ${indented}\n`);
  assert.equal(networks[0]?.name, "a");
  const position = networks[0]?.source.position(["metadata", "name"]);
  assert.equal(position?.path, "items[0].metadata.name");
  assert.equal(position?.line, 7);
});

Deno.test("workloads are as many pods as they have replicas", () => {
  const text = POD.replace(/^.*\n.*\n/, "").replaceAll(/^/gm, "    ").trimEnd();
  const deployment = `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: apps}
spec:\n  replicas: 2\n  template:\n${text}\n`;
  const { pods } = read(deployment);
  assert.deepEqual(pods.map(({ namespace, name }) => `${namespace}/${name}`), [
    "apps/web-0",
    "apps/web-1",
  ]);
  const networks = pods[1]?.annotations.get("k8s.v1.cni.cncf.io/networks");
  assert.equal(networks?.text, "a");
  assert.equal(
    networks?.at(0).path,
    'spec.template.metadata.annotations["k8s.v1.cni.cncf.io/networks"]',
  );
});

Deno.test("ConfigMaps are told apart by what they hold", () => {
  const map = (data: string) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\ndata: ${data}\n`;
  const { devicePlugins, multus, findings } = read(
    map(`{config.json: '{"resourceList": []}'}`),
    map(`{node1: '{"resourceList": []}'}`),
    map("{daemon-config.json: '{}'}"),
    map(`{cni-conf.json: '{"type": "multus"}'}`),
    map("{other: x}"),
  );
  assert.equal(devicePlugins.length, 2);
  assert.equal(multus.length, 2);
  assert.deepEqual(findings.map(({ code }) => code), ["kind-ignored"]);
});

Deno.test("what other programs keep in ConfigMaps is left alone, whatever it is called", () => {
  const map = (name: string, key: string, text: string) =>
    JSON.stringify({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name },
      data: { [key]: text },
    });
  const { devicePlugins, multus } = read(
    map("app", "config.json", '{"server": {"port": 8080}}'),
    map("app", "config.json", "{{ .Values.config }}"),
    map("scripts", "entrypoint.sh", `#!/bin/sh\necho '{"type": "multus"}' > 00-multus.conf\n`),
  );
  assert.deepEqual([devicePlugins, multus], [[], []]);
  const broken = read(map("sriovdp-config", "config.json", '{"resourcelist" [}'));
  assert.equal(broken.devicePlugins.length, 1, "the device plugin would read it");
});

Deno.test("kinds that do not matter are ignored, and that is said", () => {
  assert.deepEqual(findings("apiVersion: v1\nkind: Service\nmetadata: {name: s}\n"), [
    "kind-ignored 2:7",
  ]);
});

Deno.test("what an operator makes more of than networks is told of, with what to give instead", () => {
  const text = "apiVersion: mellanox.com/v1alpha1\nkind: NicClusterPolicy\nmetadata: {name: n}\n";
  assert.deepEqual(findings(text), ["operator-object 2:7"]);
  assert.match(read(text).findings[0]?.hint ?? "", /network-attachment-definitions/);
});

Deno.test("a document that is not an object of the cluster is an error", () => {
  assert.deepEqual(findings("type: bond\n"), ["kind-missing 1:1"]);
  assert.deepEqual(findings("- a\n"), ["kind-missing 1:1"]);
});

Deno.test("what is wrong with a field is said at the field", () => {
  assert.deepEqual(findings(POD.replace("networks: a", "networks: [a]")), [
    "field-invalid 6:34",
  ]);
  const [number] = read(POD.replace("networks: a", "networks: 7")).findings;
  assert.match(number?.message ?? "", /a string belongs here, not the number 7/);
  assert.match(number?.hint ?? "", /quotes: "7"/);
  assert.deepEqual(findings(POD.replace("  name: test-pod\n", "")), ["field-missing 4:3"]);
});

Deno.test("a definition of another API is an error", () => {
  assert.deepEqual(findings(NETWORK.replace("k8s.cni.cncf.io/v1", "k8s.cni.cncf.io/v2")), [
    "api-version 1:13",
  ]);
});

Deno.test("YAML that cannot be read is an error at its place, and the rest is read", () => {
  const { findings, networks } = read("a: b: c\n", "kind: [\n", NETWORK);
  assert.deepEqual(findings.map(({ code }) => code), ["yaml-syntax", "yaml-syntax"]);
  assert.equal(findings[0]?.position?.file, "0.yaml");
  assert.equal(networks.length, 1);
});

Deno.test("an object that comes again replaces the first, and that is said", () => {
  const again = NETWORK.replace("dummy", "other");
  const { networks, findings } = read(NETWORK, again);
  assert.deepEqual(networks.map(({ config }) => config?.text), ['{"type": "other"}']);
  assert.equal(findings[0]?.code, "object-repeated");
  assert.match(findings[0]?.message ?? "", /the first is at 0.yaml:1/);
});

Deno.test("anchors and merge keys are followed", () => {
  const text = POD.replace("requests: {x.io/nic: 1, cpu: 100m}", "requests: &nics {x.io/nic: 1}")
    .replace('limits: {x.io/nic: "1"}', "limits: *nics");
  const [resource] = read(text).pods[0]?.resources ?? [];
  assert.equal(resource?.limit?.count, 3);
});

Deno.test("scenarios are passed on as they were written", () => {
  const [scenario] =
    read("apiVersion: emulator.bond/v1\nkind: ChainScenario\nmetadata: {name: s}\nsteps: []\n")
      .scenarios;
  assert.equal(scenario?.name, "s");
  assert.deepEqual((scenario?.source.value as { steps: unknown }).steps, []);
});

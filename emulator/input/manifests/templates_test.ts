import assert from "node:assert/strict";
import { readManifests } from "./read.ts";

const definition = (name: string, config = '{"type": "macvlan"}') => ({
  apiVersion: "k8s.cni.cncf.io/v1",
  kind: "NetworkAttachmentDefinition",
  metadata: { name },
  spec: { config },
});
const pod = (name: string, networks: string) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, annotations: { "k8s.v1.cni.cncf.io/networks": networks } },
  spec: { containers: [{ name: "app", image: "${IMAGE}" }] },
});
const template = (objects: unknown[], parameters: unknown[] = []) => ({
  apiVersion: "template.openshift.io/v1",
  kind: "Template",
  metadata: { name: "app" },
  parameters,
  objects,
});

/** What is read of documents: the names of definitions and pods, and the codes of findings. */
function read(...documents: unknown[]) {
  const text = documents.map((one) => JSON.stringify(one, null, 2)).join("\n---\n");
  const { networks, pods, findings } = readManifests([{ file: "a.yaml", text }]);
  return {
    networks: networks.map(({ name }) => name),
    pods: pods.map(({ name }) => name),
    codes: findings.map(({ code, position }) => `${code} ${position?.path}`),
  };
}

Deno.test("the objects of an OpenShift template are read like those of a list", () => {
  assert.deepEqual(read(template([definition("left"), pod("app", "left")])), {
    networks: ["left"],
    pods: ["app"],
    codes: [],
  });
});

Deno.test("parameters of a template that have values are filled in, as numbers where they stand for one", () => {
  const deployment = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "app" },
    spec: { replicas: "${{COUNT}}", template: { spec: { containers: [] } } },
  };
  const parameters = [{ name: "NAME", value: "left" }, { name: "COUNT", value: "2" }];
  assert.deepEqual(
    read(template([definition("${NAME}-net"), pod("p", "${NAME}-net"), deployment], parameters)),
    { networks: ["left-net"], pods: ["p", "app-0", "app-1"], codes: [] },
  );
});

Deno.test("what has parameters without a value is not looked at, which is said once", () => {
  const objects = [
    definition("${NAME}-net"),
    definition("left", '{"type": "macvlan", "mtu": ${MTU}}'),
    definition("right"),
    pod("p", "${NAME}-net"),
  ];
  assert.deepEqual(read(template(objects)), {
    networks: ["right"],
    pods: [],
    codes: ["not-rendered objects[0].metadata.name"],
  });
});

Deno.test("so it is with what Helm or envsubst fill in later, in a file that is YAML already", () => {
  const helm = definition("{{ .Release.Name }}-net");
  const envsubst = definition("left", '{"type": "macvlan", "mtu": ${MTU}}');
  assert.deepEqual(read(helm, envsubst, definition("right"), pod("p", "{{ .Values.networks }}")), {
    networks: ["right"],
    pods: [],
    codes: ["not-rendered metadata.name"],
  });
});

Deno.test("an image that is filled in later keeps no pod from being looked at", () => {
  assert.deepEqual(read(pod("p", "left")).pods, ["p"]);
});

Deno.test("parameters that would fill a template with more than it is are refused, and values nested too deep", () => {
  const codes = (objects: unknown[], value: string) => {
    const text = JSON.stringify(template(objects, [{ name: "A", value }]));
    return readManifests([{ file: "a.yaml", text }]).findings.map(({ message }) => message);
  };
  const pods = Array.from({ length: 500 }, (_, i) => pod(`p${i}`, "${A}".repeat(200)));
  assert.deepEqual(codes(pods, "x".repeat(200_000)), [
    "a.yaml cannot be read: its parameters fill in more than there is of it",
  ]);
  const deployment = { apiVersion: "apps/v1", kind: "Deployment", spec: "${{A}}" };
  assert.deepEqual(codes([deployment], "[".repeat(201)), [
    "a.yaml cannot be read: it is nested deeper than 200 levels",
  ]);
});

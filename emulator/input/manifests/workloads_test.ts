import assert from "node:assert/strict";
import { readManifests } from "./mod.ts";

const NETWORKS = "k8s.v1.cni.cncf.io/networks";

const template = (networks: string) => ({
  metadata: { annotations: { [NETWORKS]: networks } },
  spec: { containers: [{ name: "app", resources: { limits: { "x.io/nic": 1 } } }] },
});

/** The pods of an object, each with its networks and resources. */
function podsOf(object: unknown): string[] {
  const { pods, findings } = readManifests([{ file: "o.json", text: JSON.stringify(object) }]);
  assert.deepEqual(findings.map(({ code }) => code), []);
  return pods.map(({ namespace, name, annotations, resources }) =>
    [
      `${namespace}/${name}`,
      annotations.get(NETWORKS)?.text,
      ...resources.map(({ resource }) => resource),
    ].join(" ")
  );
}

const object = (apiVersion: string, kind: string, spec: unknown) => ({
  apiVersion,
  kind,
  metadata: { name: "web", namespace: "apps" },
  spec,
});

Deno.test("any object with a pod template is as many pods as it has replicas", () => {
  const kinds = [
    ["apps.openshift.io/v1", "DeploymentConfig"],
    ["argoproj.io/v1alpha1", "Rollout"],
    ["example.org/v2", "Anything"],
  ] as const;
  for (const [apiVersion, kind] of kinds) {
    assert.deepEqual(podsOf(object(apiVersion, kind, { replicas: 2, template: template("a") })), [
      "apps/web-0 a x.io/nic",
      "apps/web-1 a x.io/nic",
    ]);
  }
  const knative = object("serving.knative.dev/v1", "Service", { template: template("a") });
  assert.deepEqual(podsOf(knative), ["apps/web-0 a x.io/nic"]);
});

Deno.test("templates are found wherever they stand, and called by what they are for", () => {
  const mpi = object("kubeflow.org/v2beta1", "MPIJob", {
    mpiReplicaSpecs: {
      Launcher: { replicas: 1, template: template("a") },
      Worker: { replicas: 2, template: template("b") },
    },
  });
  assert.deepEqual(podsOf(mpi), [
    "apps/web-Launcher-0 a x.io/nic",
    "apps/web-Worker-0 b x.io/nic",
    "apps/web-Worker-1 b x.io/nic",
  ]);
  const set = object("jobset.x-k8s.io/v1alpha2", "JobSet", {
    replicatedJobs: [
      { name: "driver", replicas: 1, template: { spec: { template: template("a") } } },
      { name: "worker", replicas: 1, template: { spec: { template: template("b") } } },
    ],
  });
  assert.deepEqual(podsOf(set), ["apps/web-driver-0 a x.io/nic", "apps/web-worker-0 b x.io/nic"]);
  const plain = { apiVersion: "v1", kind: "PodTemplate", metadata: { name: "t" } };
  assert.deepEqual(podsOf({ ...plain, template: template("a") }), ["default/t-0 a x.io/nic"]);
});

Deno.test("the schema of an object is no template", () => {
  const schema = { properties: { spec: { properties: { containers: { type: "array" } } } } };
  const text = JSON.stringify(
    object("apiextensions.k8s.io/v1", "CustomResourceDefinition", schema),
  );
  const { pods, findings } = readManifests([{ file: "crd.json", text }]);
  assert.deepEqual(pods, []);
  assert.deepEqual(findings.map(({ code }) => code), ["kind-ignored"]);
});

Deno.test("what is wrong in a template is told where it stands", () => {
  const wrong = { spec: { containers: [{ resources: { limits: [] } }] } };
  const text = JSON.stringify(object("argoproj.io/v1alpha1", "Rollout", { template: wrong }));
  const { findings } = readManifests([{ file: "r.json", text }]);
  assert.deepEqual(findings.map(({ code, position }) => [code, position?.path]), [
    ["field-invalid", "spec.template.spec.containers[0].resources.limits"],
  ]);
});

import assert from "node:assert/strict";
import { readManifests } from "./mod.ts";

/** What is said of an object of that version and kind, and how many pods it is read as. */
function said(apiVersion: unknown, kind: string): [pods: number, ...words: string[]] {
  const template = { spec: { containers: [{ name: "app" }] } };
  const metadata = { name: "web" };
  const text = JSON.stringify({ apiVersion, kind, metadata, spec: { ...template.spec, template } });
  const { pods, findings } = readManifests([{ file: "o.json", text }]);
  return [pods.length, ...findings.map(({ code, hint }) => `${code}: ${hint}`)];
}

Deno.test("an API version that does not serve a kind of Kubernetes is an error, gone ones among them", () => {
  assert.deepEqual(said("v2", "Pod"), [1, "api-version: write apiVersion: v1"]);
  for (const version of ["v1", "apps/v1beta2", "extensions/v1beta1", "batch/v1", undefined, 1]) {
    assert.deepEqual(
      said(version, "Deployment"),
      [1, "api-version: write apiVersion: apps/v1"],
      String(version),
    );
  }
});

Deno.test("a group of others may have a kind of the same name", () => {
  assert.deepEqual(said("apps.kruise.io/v1beta1", "StatefulSet"), [1]);
  assert.deepEqual(said("batch.volcano.sh/v1alpha1", "Job"), [1]);
});

Deno.test("a misspelt kind of Kubernetes is an error, and no pod", () => {
  for (const kind of ["Pods", "pod", "Pdo"]) {
    assert.deepEqual(said("v1", kind), [0, "kind-misspelt: write kind: Pod"], kind);
  }
  assert.deepEqual(said("apps/v1", "Statefulset"), [
    0,
    "kind-misspelt: write kind: StatefulSet",
  ]);
  assert.deepEqual(said("v1", "Service"), [1]);
});

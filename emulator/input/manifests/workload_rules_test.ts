import assert from "node:assert/strict";
import { readManifests } from "./mod.ts";

/** What is said of an object, with the path that it is said at. */
function said(object: object): string[] {
  const { findings } = readManifests([{ file: "o.json", text: JSON.stringify(object) }]);
  return findings.map(({ code, path }) => `${code} at ${path?.split(":")[1]}`);
}

const containers = [{ name: "app", image: "app" }];
const template = { metadata: { labels: { app: "web" } }, spec: { containers } };
const deployment = (spec: object, name = "web") => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name },
  spec: { template, ...spec },
});
const job = (restartPolicy?: string) => ({
  apiVersion: "batch/v1",
  kind: "Job",
  metadata: { name: "once" },
  spec: { template: { spec: { containers, restartPolicy } } },
});

Deno.test("a workload finds its pods by labels that they have", () => {
  assert.deepEqual(said(deployment({ selector: { matchLabels: { app: "web" } } })), []);
  assert.deepEqual(said(deployment({ selector: { matchLabels: { app: "wbe" } } })), [
    "field-invalid at spec.selector.matchLabels.app",
  ]);
  assert.deepEqual(said(deployment({})), ["field-missing at spec"]);
});

Deno.test("a patch of a workload says neither selector nor labels", () => {
  assert.deepEqual(said(deployment({ template: { spec: { containers: [{ name: "app" }] } } })), []);
});

Deno.test("a job's pods are not started for ever, and those of a deployment are", () => {
  assert.deepEqual(said(job("Never")), []);
  assert.deepEqual(said(job()), ["field-missing at spec.template.spec"]);
  assert.deepEqual(said(job("Always")), ["field-invalid at spec.template.spec.restartPolicy"]);
  const never = { ...template, spec: { containers, restartPolicy: "Never" } };
  assert.deepEqual(
    said(deployment({ selector: { matchLabels: { app: "web" } }, template: never })),
    ["field-invalid at spec.template.spec.restartPolicy"],
  );
});

Deno.test("names are of lower-case letters, digits, hyphens and dots, and labels are texts", () => {
  const selector = { matchLabels: { app: "web" } };
  for (const name of ["Web", "web_1", "-web", "a..b"]) {
    assert.deepEqual(said(deployment({ selector }, name)), ["field-invalid at metadata.name"]);
  }
  assert.deepEqual(said(deployment({ selector }, "web.1-a")), []);
  const pod = { apiVersion: "v1", kind: "Pod", metadata: { name: "a", labels: { tier: 1 } } };
  assert.deepEqual(said({ ...pod, spec: { containers } }), [
    "field-invalid at metadata.labels.tier",
  ]);
});

Deno.test("what is no text where one is due brings nothing down", () => {
  const odd = { toString: 1 };
  const labelled = (labels: object, restartPolicy: unknown) => ({
    metadata: { labels },
    spec: { containers, restartPolicy },
  });
  const objects = [
    { ...deployment({}), apiVersion: odd },
    deployment({ template: labelled({ app: odd }, odd) }),
    deployment({
      selector: { matchLabels: { app: odd } },
      template: labelled({ app: "web" }, odd),
    }),
    { ...deployment({}), metadata: { name: odd } },
  ];
  for (const object of objects) assert.notDeepEqual(said(object), [], JSON.stringify(object));
});

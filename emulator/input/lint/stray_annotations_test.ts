import assert from "node:assert/strict";
import { readManifests } from "../manifests/mod.ts";
import { strayAnnotations } from "./stray_annotations.ts";

const NETWORKS = { "k8s.v1.cni.cncf.io/networks": "a" };

function deployment(own: object, template: object) {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "d", annotations: own },
    spec: {
      selector: { matchLabels: { a: "b" } },
      template: {
        metadata: { labels: { a: "b" }, annotations: template },
        spec: { containers: [{ name: "c", image: "i" }] },
      },
    },
  };
}

function stray(object: object): string[] {
  const manifests = readManifests([{ file: "o.yaml", text: JSON.stringify(object) }]);
  return strayAnnotations(manifests).map(({ what, remedy }) => `${what}; ${remedy}`);
}

Deno.test("of a workload, the annotation is in place in the template of its pods alone", () => {
  assert.deepEqual(stray(deployment({}, NETWORKS)), []);
  assert.deepEqual(stray(deployment(NETWORKS, NETWORKS)), []);
  const [said = "", ...more] = stray(deployment(NETWORKS, {}));
  assert.match(said, /^k8s\.v1\.cni\.cncf\.io\/networks stands in metadata\.annotations, /);
  assert.match(said, /move it to spec\.template\.metadata\.annotations$/);
  assert.deepEqual(more, []);
});

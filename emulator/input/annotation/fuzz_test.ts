import assert from "node:assert/strict";
import fc from "fast-check";
import { effort, garbled, mutated } from "../../../cni/testing_fuzz.ts";
import { AnnotationError } from "./element.ts";
import { parseNetworks } from "./parse.ts";
import { readManifests } from "../manifests/mod.ts";

const ANNOTATION = [{
  name: "net",
  namespace: "default",
  interface: "net1",
  ips: ["192.0.2.5/24"],
  mac: "02:00:00:00:00:01",
  "default-route": ["192.0.2.1"],
  portMappings: [{ hostPort: 80, containerPort: 80, protocol: "tcp" }],
  bandwidth: { ingressRate: 1, ingressBurst: 1, egressRate: 1, egressBurst: 1 },
  "cni-args": { a: 1 },
}];

const POD = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "p", annotations: { "k8s.v1.cni.cncf.io/networks": "a, b/c@d" } },
  spec: { containers: [{ name: "c", image: "i", resources: { requests: { "a/b": "1" } } }] },
};

Deno.test("an annotation is read, or refused as one", () => {
  const text = fc.oneof(
    mutated(ANNOTATION).map((value) => JSON.stringify(value) ?? ""),
    garbled(JSON.stringify(ANNOTATION)),
    garbled("default/net1@eth1, net2"),
    fc.string(),
  );
  fc.assert(
    fc.property(text, (text) => {
      try {
        parseNetworks(text, "default");
      } catch (error) {
        assert.ok(error instanceof AnnotationError, String(error));
      }
    }),
    effort(),
  );
});

Deno.test("manifests are read, and whatever is wrong with them is a finding at a place", () => {
  const text = fc.oneof(
    mutated(POD).map((value) => JSON.stringify(value) ?? ""),
    garbled(JSON.stringify(POD, null, 1)),
    garbled("apiVersion: v1\nkind: Pod\nmetadata: &a\n  name: p\nspec:\n  - *a\n"),
  );
  fc.assert(
    fc.property(text, (text) => {
      for (const { message, path } of readManifests([{ file: "x.yaml", text }]).findings) {
        assert.ok(message !== "" && path.startsWith("x.yaml"));
      }
    }),
    effort(4),
  );
});

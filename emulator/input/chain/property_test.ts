import assert from "node:assert/strict";
import fc from "fast-check";
import { readManifests } from "../manifests/mod.ts";
import { resolveChains } from "./resolve.ts";

/** Mostly what belongs there, now and then anything. */
function mostly<T>(usual: fc.Arbitrary<T>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 60, arbitrary: usual }, { weight: 1, arbitrary: fc.jsonValue() });
}

const name = mostly(fc.constantFrom("a", "b"));
const resource = fc.constantFrom("intel.com/one", "intel.com/two");
const namespace = mostly(fc.constantFrom("default", "kube-system"));

const networkConfig = mostly(fc.record({
  type: mostly(fc.constantFrom("dummy", "bond")),
  name: mostly(fc.constantFrom("x", "")),
  cniVersion: mostly(fc.constant("1.0.0")),
  plugins: mostly(fc.array(mostly(fc.record({ type: mostly(fc.constant("tuning")) })))),
  args: mostly(fc.record({ cni: mostly(fc.constant({ k: 1 })) })),
}, { requiredKeys: ["type"] }));

const selection = mostly(fc.array(mostly(fc.record({
  name,
  namespace,
  interface: mostly(fc.constantFrom("net1", "bond0")),
  ips: mostly(fc.constant(["10.0.0.1/24"])),
  "default-route": mostly(fc.constant(["10.0.0.1"])),
  "cni-args": mostly(fc.constant({ k: 2 })),
}, { requiredKeys: ["name"] }))));

const annotation = mostly(fc.oneof(
  selection.map((value) => JSON.stringify(value)),
  fc.constantFrom("a, b", "a@net1,b@net1", "a", "b", "a,", "kube-system/a"),
));

const pod = fc.record({
  apiVersion: fc.constant("v1"),
  kind: fc.constant("Pod"),
  metadata: mostly(fc.record({
    name,
    namespace,
    annotations: mostly(fc.record({
      "k8s.v1.cni.cncf.io/networks": annotation,
      "v1.multus-cni.io/default-network": annotation,
    }, { requiredKeys: ["k8s.v1.cni.cncf.io/networks"] })),
  }, { requiredKeys: ["name", "annotations"] })),
  spec: mostly(fc.record({
    hostNetwork: mostly(fc.constant(false)),
    containers: mostly(fc.array(
      mostly(fc.record({
        resources: mostly(
          fc.dictionary(resource, mostly(fc.constant(1))).map((amounts) => ({
            requests: amounts,
            limits: amounts,
          })),
        ),
      })),
      { maxLength: 2 },
    )),
  }, { requiredKeys: [] })),
});

const definition = fc.record({
  apiVersion: fc.constant("k8s.cni.cncf.io/v1"),
  kind: fc.constant("NetworkAttachmentDefinition"),
  metadata: mostly(fc.record({
    name,
    namespace,
    annotations: mostly(fc.record({ "k8s.v1.cni.cncf.io/resourceName": mostly(resource) })),
  }, { requiredKeys: ["name"] })),
  spec: mostly(fc.record({ config: mostly(networkConfig.map((value) => JSON.stringify(value))) })),
});

const configMap = fc.record({
  apiVersion: fc.constant("v1"),
  kind: fc.constant("ConfigMap"),
  data: mostly(fc.record({
    "config.json": mostly(
      mostly(fc.record({
        resourceList: mostly(fc.array(
          mostly(fc.record({
            resourceName: mostly(fc.constantFrom("one", "two")),
            selectors: mostly(fc.record({ pfNames: mostly(fc.constant(["ens1f0#0-1", "<PF>"])) })),
          })),
          { maxLength: 2 },
        )),
      })).map((value) => JSON.stringify(value)),
    ),
    "daemon-config.json": mostly(
      fc.record({
        clusterNetwork: mostly(fc.constant("a")),
        defaultNetworks: mostly(fc.array(name)),
        namespaceIsolation: mostly(fc.boolean()),
      }, { requiredKeys: [] }).map((value) => JSON.stringify(value)),
    ),
  }, { requiredKeys: [] })),
});

const input = fc.tuple(
  fc.array(mostly(definition), { minLength: 2, maxLength: 6 }),
  fc.array(mostly(pod), { minLength: 1, maxLength: 3 }),
  fc.array(mostly(configMap), { maxLength: 2 }),
).map((lists) => lists.flat());

Deno.test("whatever the input is, there are chains or findings, never an exception", () => {
  fc.assert(
    fc.property(input, (objects) => {
      const text = objects.map((object) => JSON.stringify(object)).join("\n---\n");
      const { chains, findings } = resolveChains(readManifests([{ file: "x.yaml", text }]));
      for (const { delegates } of chains) {
        assert.equal(delegates[0]?.master, true);
        for (const { kind, config } of delegates) {
          assert.ok(kind === "conf" ? config["type"] : Array.isArray(config["plugins"]));
        }
      }
      for (const { code, message, hint, position } of findings) {
        assert.match(code, /^[a-z][a-z-]*[a-z]$/);
        assert.notEqual(message, "");
        assert.ok(code === "kind-ignored" || hint !== "", code);
        assert.ok(position === undefined || position.line >= 1);
      }
    }),
    { numRuns: 400 },
  );
});

Deno.test("the same input gives the same chains", () => {
  fc.assert(fc.property(input, (objects) => {
    const text = objects.map((object) => JSON.stringify(object)).join("\n---\n");
    const resolve = () => resolveChains(readManifests([{ file: "x.yaml", text }]));
    assert.deepEqual(resolve().chains, resolve().chains);
  }));
});

import assert from "node:assert/strict";
import { readManifests } from "../manifests/mod.ts";
import { resolveChains } from "./resolve.ts";
import { chainOf, multusConfig, network, networksOf, pod, refusalOf, resolve } from "./testing.ts";

const PLAIN = { type: "dummy" };

Deno.test("a definition that does not exist refuses the pod, with name and namespace", () => {
  const { code, message } = refusalOf([network("a", PLAIN), pod("a, nothing")]);
  assert.equal(code, "network-absent");
  assert.match(
    message,
    /cannot find a network-attachment-definition \(nothing\) in namespace \(default\)/,
  );
});

Deno.test("a definition is absent where others of the pod's are there, or some lie in its folder; else it is elsewhere", () => {
  const files = (podFile: string, ...networks: string[]) => {
    const texts = [
      { file: podFile, text: JSON.stringify(pod("storage, bond")) },
      ...networks.map((name, i) => ({
        file: `nets/${i}.json`,
        text: JSON.stringify(network(name, PLAIN)),
      })),
    ];
    const [finding] = resolveChains(readManifests(texts)).findings;
    return finding?.code;
  };
  assert.equal(files("pods/p.json"), "network-elsewhere");
  assert.equal(files("pods/p.json", "other"), "network-elsewhere");
  assert.equal(files("nets/p.json", "other"), "network-absent");
  assert.equal(files("pods/p.json", "bond"), "network-absent");
  assert.equal(files("pods/p.json", "storages"), "network-absent", "a slip of the pen");
});

Deno.test("where a file is not rendered yet, a definition may be in it, unless its name is a slip", () => {
  const about = (networks: string, ...names: string[]) => {
    const texts = [
      { file: "chart/pod.json", text: JSON.stringify(pod(networks)) },
      { file: "chart/more.yaml", text: "kind: NetworkAttachmentDefinition\nmetadata: {{ .meta }}" },
      ...names.map((name) => ({
        file: `chart/${name}.json`,
        text: JSON.stringify(network(name, PLAIN)),
      })),
    ];
    const { findings } = resolveChains(readManifests(texts));
    return findings.filter(({ code }) => code !== "not-rendered")
      .map(({ code, message }) => `${code} ${message.match(/(?<=mean ).*/)}`);
  };
  assert.deepEqual(about("storage", "bond-net"), ["network-elsewhere null"]);
  assert.deepEqual(about("bond-nett", "bond-net"), ["network-absent bond-net?"]);
  assert.deepEqual(about("storage, bond-nett", "bond-net"), ["network-absent bond-net?"]);
  assert.deepEqual(about("net1, net2", "net1"), ["network-elsewhere null"], "one of a series");
  assert.deepEqual(
    about("bond-net, bond-nets", "bond-net"),
    ["network-elsewhere null"],
    "the pod has that one already",
  );
});

Deno.test("a near name is offered, and the place is the name in the annotation", () => {
  const { message, position } = refusalOf([
    network("bond-net1", PLAIN),
    pod([{ name: "bond-net" }]),
  ]);
  assert.match(message, /did you mean bond-net1\?/);
  assert.equal(position?.path, 'metadata.annotations["k8s.v1.cni.cncf.io/networks"][0].name');
});

Deno.test("a definition in another namespace is pointed out", () => {
  const { message, hint } = refusalOf([network("a", PLAIN, { namespace: "infra" }), pod("a")]);
  assert.match(message, /it is in namespace infra/);
  assert.match(hint, /infra\/a/);
});

Deno.test("an empty item is a network without name, wherever the definitions are", () => {
  assert.match(refusalOf([network("a", PLAIN), pod("a,")]).message, /the name is empty/);
  const [finding] = resolve([pod(",")]).findings;
  assert.equal(finding?.code, "network-absent");
  assert.equal(finding.hint, "remove the comma, or name a network");
});

Deno.test("a near name in another namespace is not offered", () => {
  const there = network("bond-net1", PLAIN, { namespace: "infra" });
  const { message } = refusalOf([there, pod("bond-net")]);
  assert.match(message, /; there are infra\/bond-net1$/);
});

Deno.test("of many definitions ten are told, and how many more there are", () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, i) => network(`network-number-${i}`, PLAIN));
  assert.match(refusalOf([...many(10), pod("x")]).message, /network-number-9$/);
  assert.match(refusalOf([...many(11), pod("x")]).message, /network-number-9 and 1 more$/);
});

Deno.test("a network without namespace is in the pod's", () => {
  const objects = [network("a", PLAIN, { namespace: "apps" }), pod("a", { namespace: "apps" })];
  assert.equal(networksOf(objects)[0]?.network, "apps/a");
});

Deno.test("a name that the comma form refuses is looked up in the JSON form", () => {
  const objects = [network("net_1.x", PLAIN)];
  assert.equal(networksOf([...objects, pod([{ name: "net_1.x" }])])[0]?.network, "default/net_1.x");
  assert.equal(refusalOf([...objects, pod("net_1.x")]).code, "annotation");
});

Deno.test("with namespace isolation a pod may use its own and the global namespaces", () => {
  const objects = ["apps", "default", "infra"].map((namespace) =>
    network("a", PLAIN, { namespace })
  );
  const isolated = multusConfig({ namespaceIsolation: true });
  for (const name of ["apps/a", "default/a"]) {
    assert.equal(
      networksOf([...objects, isolated, pod(name, { namespace: "apps" })])[0]?.network,
      name,
    );
  }
  const { code, message } = refusalOf([
    ...objects,
    isolated,
    pod("infra/a", { namespace: "apps" }),
  ]);
  assert.equal(code, "namespace-isolation");
  assert.match(message, /pod is in namespace apps but refers to target namespace infra/);
});

Deno.test("globalNamespaces replace the default one", () => {
  const objects = ["default", "infra"].map((namespace) => network("a", PLAIN, { namespace }));
  const isolated = multusConfig({ namespaceIsolation: true, globalNamespaces: "infra, shared" });
  const inApps = (name: string) => [...objects, isolated, pod(name, { namespace: "apps" })];
  assert.equal(networksOf(inApps("infra/a"))[0]?.network, "infra/a");
  assert.equal(refusalOf(inApps("default/a")).code, "namespace-isolation");
});

Deno.test("without namespace isolation a pod may use every namespace", () => {
  const objects = [network("a", PLAIN, { namespace: "infra" }), pod("infra/a")];
  assert.equal(networksOf(objects)[0]?.network, "infra/a");
});

Deno.test("an address that is none refuses the pod, at its place", () => {
  const { code, position } = refusalOf([network("a", PLAIN), pod([{ name: "a", mac: "x" }])]);
  assert.equal(code, "annotation");
  assert.match(position?.path ?? "", /\[0\]\.mac$/);
});

Deno.test("the networks of a workload's template are those of its pods", () => {
  const template = {
    metadata: { annotations: { "k8s.v1.cni.cncf.io/networks": "a" } },
    spec: { containers: [] },
  };
  const chain = chainOf([
    network("a", PLAIN),
    { apiVersion: "apps/v1", kind: "StatefulSet", metadata: { name: "db" }, spec: { template } },
  ]);
  assert.equal(chain.pod.name, "db-0");
  assert.equal(chain.delegates[1]?.network, "default/a");
});

import assert from "node:assert/strict";
import { emptyManifests, readManifests } from "./manifests/mod.ts";
import { prepare } from "./prepare.ts";

const POD = `apiVersion: v1
kind: Pod
metadata: {name: a}
spec: {containers: []}
`;

const CONFIG = { cniVersion: "1.0.0", name: "n", type: "macvlan", master: "ens9" };

function read(text: string) {
  return readManifests([{ file: "pods.yaml", text }]);
}

/** A pod that the runtime attaches without Multus. */
function standalone(name: string) {
  const [{ source } = assert.fail()] = read(POD).pods;
  return { name, namespace: "default", config: CONFIG, ifname: "net0", source };
}

Deno.test("an input without pods is told, unless one may be in what cannot be read", () => {
  assert.deepEqual(prepare(emptyManifests()).diagnostics.map(({ code }) => code), ["no-pods"]);
  assert.deepEqual(prepare(read("kind: [")).diagnostics.map(({ code }) => code), ["yaml-syntax"]);
});

Deno.test("JSON that is nested too deep, of a configuration or of an annotation, is an error where it is", () => {
  const deep = `${"[".repeat(30_000)}${"]".repeat(30_000)}`;
  const config = `apiVersion: k8s.cni.cncf.io/v1
kind: NetworkAttachmentDefinition
metadata: {name: net}
spec: {config: '{"type": "macvlan", "x": ${deep}}'}
`;
  const annotated = POD.replace(
    "{name: a}",
    `{name: a, annotations: {k8s.v1.cni.cncf.io/networks: '${deep}'}}`,
  );
  const said = (text: string) =>
    prepare(read(text)).diagnostics.filter(({ severity }) => severity === "error")
      .map(({ code, message, position }) => [
        code,
        /nested deeper than 200 levels/.test(message),
        position?.line,
      ]);
  assert.deepEqual(said(config), [["network-config", true, 4]]);
  assert.deepEqual(said(annotated), [["annotation", true, 3]]);
});

Deno.test("the chains are those of the pods that are wanted, in their order", () => {
  const manifests = read([POD, POD.replace("name: a", "name: b")].join("---\n"));
  const pods = [standalone("alone"), ...manifests.pods.toReversed()];
  const { chains, diagnostics } = prepare(manifests, { pods });
  assert.deepEqual(chains.map(({ pod }) => pod.name), ["alone", "b", "a"]);
  assert.deepEqual(chains[0]?.delegates.map(({ ifname }) => ifname), ["net0"]);
  assert.deepEqual(diagnostics, []);
});

Deno.test("a node has the NICs that its description lists, or those that the networks take", () => {
  const nicsOn = (described: { nics?: [] }) =>
    prepare(emptyManifests(), {
      pods: [standalone("alone")],
      describeNode: ({ nics: _, ...node }) => ({ ...node, ...described }),
    }).node.nics.map(({ name }) => name);
  assert.deepEqual(nicsOn({}), ["ens9"]);
  assert.deepEqual(nicsOn({ nics: [] }), []);
});

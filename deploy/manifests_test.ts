import assert from "node:assert/strict";
import { parse, parseAllDocuments } from "yaml";

const folder = new URL(".", import.meta.url);
const read = (path: string) => Deno.readTextFileSync(new URL(path, folder));

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonObject = { [key: string]: Json };

/** A change of an overlay (RFC 6902). */
interface Operation {
  op: "add" | "replace";
  path: string;
  value: Json;
}

interface Kustomization {
  namespace?: string;
  resources?: string[];
  patches?: { target: { kind: string; name: string }; patch: string }[];
}

const overlays = [...Deno.readDirSync(new URL("overlays", folder))].map(({ name }) => name).sort();
const daemonSet = () => parse(read("base/daemonset.yaml")) as JsonObject;

/** Applies the changes of an overlay or component to the DaemonSet of the base. */
function patched(path: string): JsonObject {
  const { patches = [] } = parse(read(`${path}/kustomization.yaml`)) as Kustomization;
  const result = daemonSet();
  for (const { target, patch } of patches) {
    assert.deepEqual(target, {
      kind: result["kind"],
      name: (result["metadata"] as JsonObject)["name"],
    });
    for (const { op, path, value } of parse(patch) as Operation[]) {
      const keys = path.split("/").slice(1);
      const last = keys.pop() ?? "";
      const place = keys.reduce<Json>((at, key) => (at as JsonObject)[key] ?? null, result);
      assert.ok(typeof place === "object" && place !== null, `${path} leads nowhere`);
      if (Array.isArray(place) && last === "-") place.push(value);
      else {
        assert.equal(Object.hasOwn(place, last), op === "replace", path);
        (place as JsonObject)[last] = value;
      }
    }
  }
  return result;
}

/** Kubernetes' own types, by the kinds that occur. */
const types: Readonly<Record<string, string>> = {
  DaemonSet: "apps/v1/DaemonSet",
  ConfigMap: "v1/ConfigMap",
  Namespace: "v1/Namespace",
  ServiceAccount: "v1/ServiceAccount",
  RoleBinding: "rbac.authorization.k8s.io/v1/RoleBinding",
};

/** What the compiler says of objects that are written down as Kubernetes' types; "" when nothing. */
function typeProblems(objects: readonly JsonObject[]): string {
  const lines = objects.map((object, i) => {
    const type = types[String(object["kind"])];
    assert.ok(type, `no type for ${object["kind"]}`);
    const [, kind = ""] = /(\w+)$/.exec(type) ?? [];
    return `import type { I${kind} as T${i} } from "kubernetes-models/${type}";\n` +
      `export const o${i}: T${i} = ${JSON.stringify(object)};\n`;
  });
  const file = Deno.makeTempFileSync({ suffix: ".ts" });
  try {
    Deno.writeTextFileSync(file, lines.join(""));
    const config = new URL("../deno.json", folder).pathname;
    const args = ["check", "--quiet", "--frozen", "--config", config, file];
    const { success, stderr } = new Deno.Command(Deno.execPath(), { args }).outputSync();
    return success ? "" : new TextDecoder().decode(stderr);
  } finally {
    Deno.removeSync(file);
  }
}

Deno.test("all objects have Kubernetes' types, in every overlay too, and the check finds what has not", () => {
  const files = ["base/policy.yaml", "overlays/openshift/security.yaml"];
  const objects = [
    ...files.flatMap((path) =>
      parseAllDocuments(read(path)).map((each) => each.toJS() as JsonObject)
    ),
    ...overlays.map((name) => patched(`overlays/${name}`)),
    patched("components/uninstall-on-removal"),
  ];
  assert.equal(typeProblems(objects), "");
  const broken = daemonSet();
  (broken["spec"] as JsonObject)["updateStrategie"] = {};
  assert.match(typeProblems([broken]), /updateStrategie/);
});

Deno.test("every object of a kustomization is there, and none lies there that is in none", () => {
  const folders = ["base", ...overlays.map((name) => `overlays/${name}`)];
  for (const path of folders) {
    const { resources = [] } = parse(read(`${path}/kustomization.yaml`)) as Kustomization;
    const own = resources.filter((resource) => resource !== "../../base");
    const files = [...Deno.readDirSync(new URL(path, folder))].map(({ name }) => name);
    assert.deepEqual(files.sort(), ["kustomization.yaml", ...own].sort(), path);
  }
});

Deno.test("OpenShift's objects are in the namespace that they name", () => {
  const { namespace } = parse(read("overlays/openshift/kustomization.yaml")) as Kustomization;
  const [space, account, binding] = parseAllDocuments(read("overlays/openshift/security.yaml"))
    .map((each) => each.toJS());
  assert.equal(space.metadata.name, namespace);
  assert.deepEqual(binding.subjects, [
    { kind: "ServiceAccount", name: account.metadata.name, namespace },
  ]);
});

for (const name of overlays) {
  Deno.test(`the overlay ${name} changes what the base has, in both containers alike`, () => {
    const { resources = [] } = parse(read(`overlays/${name}/kustomization.yaml`)) as Kustomization;
    assert.ok(resources.includes("../../base"));
    const { initContainers: [first], containers: [second] } = podOf(patched(`overlays/${name}`));
    const directory = ({ env }: Container) => env.find(({ name }) => name === "CNI_BIN_DIR")?.value;
    assert.match(directory(first) ?? "", /^\//);
    assert.equal(directory(first), directory(second));
  });
}

interface Container {
  args: string[];
  env: { name: string; value: string }[];
  securityContext: JsonObject & { capabilities: { drop: string[]; add: string[] } };
  resources: { requests: JsonObject; limits: JsonObject };
  readinessProbe?: { exec: { command: string[] } };
}

function podOf(daemonSet: JsonObject): { initContainers: [Container]; containers: [Container] } {
  const { spec: { template: { spec } } } = daemonSet as never as {
    spec: { template: { spec: ReturnType<typeof podOf> } };
  };
  return spec;
}

Deno.test("containers have limits, a root that is read-only, and no right that they do not use", () => {
  const { initContainers: [install], containers: [keep] } = podOf(daemonSet());
  for (const { securityContext, resources } of [install, keep]) {
    assert.equal(securityContext["readOnlyRootFilesystem"], true);
    assert.equal(securityContext["allowPrivilegeEscalation"], false);
    assert.deepEqual(securityContext.capabilities.drop, ["ALL"]);
    assert.deepEqual(Object.keys(resources.limits), ["cpu", "memory"]);
  }
  assert.deepEqual(install.securityContext.capabilities.add, ["SYS_CHROOT"]);
  assert.deepEqual(keep.securityContext.capabilities.add, ["SYS_CHROOT", "NET_ADMIN"]);
  assert.ok(keep.readinessProbe?.exec.command.includes("--ready"));
});

Deno.test("removal takes the plugin away only where the component asks for it", () => {
  const asked = ({ containers: [{ args }] }: ReturnType<typeof podOf>) =>
    args.includes("--uninstall-at-end");
  for (const name of overlays) assert.equal(asked(podOf(patched(`overlays/${name}`))), false);
  assert.equal(asked(podOf(patched("components/uninstall-on-removal"))), true);
});

Deno.test("the policy that is shipped is JSON, under the name that the containers are given", () => {
  const { data, metadata } = parse(read("base/policy.yaml"));
  assert.deepEqual(JSON.parse(data["policy.json"]), {});
  const volumes = JSON.stringify(daemonSet());
  assert.ok(volumes.includes(`"configMap":{"name":"${metadata.name}"}`));
  assert.ok(volumes.includes("--policy=/policy/policy.json"));
});

import assert from "node:assert/strict";
import { loadWorlds } from "./load.ts";

/** A folder with these files, by their paths in it. */
class Repository implements Disposable {
  readonly path = Deno.makeTempDirSync({ prefix: "bond-tree-" });

  constructor(files: Readonly<Record<string, string>>) {
    for (const [name, text] of Object.entries(files)) {
      const folder = `${this.path}/${name}`.replace(/\/[^/]*$/, "");
      Deno.mkdirSync(folder, { recursive: true });
      Deno.writeTextFileSync(`${this.path}/${name}`, text);
    }
  }

  /** Names of the networks and pods of each world, and the codes of what is said. */
  worlds(...below: string[]): string[][] {
    const paths = below.length > 0 ? below.map((name) => `${this.path}/${name}`) : [this.path];
    return loadWorlds(paths).map(({ networks, pods, findings }) => [
      ...[...networks, ...pods].map(({ name }) => name),
      ...findings.map(({ code }) => code),
    ]);
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}

const object = (kind: string, name: string) =>
  JSON.stringify({ apiVersion: "v1", kind, metadata: { name }, spec: {} });
const network = (name: string) =>
  object("NetworkAttachmentDefinition", name).replace("v1", "k8s.cni.cncf.io/v1");

Deno.test("the files of a folder tree are one world; hidden folders, links and packages are not its own", () => {
  using repository = new Repository({
    "b.yaml": network("b"),
    "deep/er/a.json": network("a"),
    ".git/x.yaml": network("x"),
    "node_modules/y/y.yaml": network("y"),
  });
  Deno.symlinkSync("..", `${repository.path}/deep/link`);
  assert.deepEqual(repository.worlds(), [["b", "a"]]);
  assert.deepEqual(repository.worlds("b.yaml", "deep"), [["b", "a"]]);
});

Deno.test("folders that define the same object are worlds apart", () => {
  using repository = new Repository({
    "one/net.yaml": network("same"),
    "two/net.yaml": network("same"),
    "two/pod.yaml": object("Pod", "p"),
    "three/other.yaml": network("other"),
  });
  assert.deepEqual(repository.worlds(), [["same", "other"], ["same", "p"]]);
});

Deno.test("files of one folder that define the same object are worlds apart, each with all other files", () => {
  using repository = new Repository({
    "a.yaml": network("a"),
    "pod1.yaml": object("Pod", "p"),
    "pod2.yaml": object("Pod", "p"),
    "pod3.yaml": `${object("Pod", "q")}\n---\n${network("b")}`,
  });
  assert.deepEqual(repository.worlds(), [["a", "b", "p", "q"], ["a", "b", "p", "q"]]);
  const [one, other] = loadWorlds([repository.path]);
  assert.match(one?.pods[0]?.source.file ?? "", /pod1/);
  assert.match(other?.pods[0]?.source.file ?? "", /pod2/);
});

Deno.test("what lies about in a repository is no fault of anybody's", () => {
  using repository = new Repository({
    "index.yaml": "apiVersion: v1\nentries: {}\n",
    "values.schema.json": '{"$schema": "x", "type": "object", "properties": {}}',
    "patch.yaml": "- op: add\n  path: /spec\n",
    "garbage.yaml": "This is garbage\n",
    "two.json": '{"a": 1}\n{"b": 2}\n',
    "conf.json": '{"cniVersion": "1.0.0", "type": "bridge", "name": "n"}',
    "placeholder.yaml": "apiVersion: v1\nkind: Pod\nmetadata:\n  name: @NAME@\n",
    "envsubst.yaml": `kind: Deployment\nmetadata:\n  name: d\nspec:\n  replicas: \${COUNT}\n`,
  });
  assert.deepEqual(repository.worlds(), [["kind-ignored", "not-rendered", "not-rendered"]]);
  assert.match(loadWorlds([repository.path])[0]?.findings[0]?.message ?? "", /^6 documents have/);
});

Deno.test("what may be about networks is a fault, wherever it lies", () => {
  using repository = new Repository({
    "a.yaml": "apiVersion: v1\nmetadata:\n  name: a\nspec: {}\n",
    "b.yaml": "kind: NetworkAttachmentDefinition\n\tmetadata:\n",
    "c.yaml": "kind: Pod\nmetadata: {annotations: {k8s.v1.cni.cncf.io/networks: [}}\n",
  });
  assert.deepEqual(repository.worlds(), [["kind-missing", "yaml-syntax", "yaml-syntax"]]);
  assert.deepEqual(repository.worlds("a.yaml"), [["kind-missing"]]);
});

Deno.test("a file that is named is looked at, whatever is in it", () => {
  using repository = new Repository({ "list.yaml": "- a\n", "half.yaml": "a: [\n" });
  assert.deepEqual(repository.worlds(), [["kind-ignored"]]);
  assert.deepEqual(repository.worlds("list.yaml", "half.yaml"), [["kind-missing", "yaml-syntax"]]);
});

Deno.test("a scenario's folder is a world of its own, with everything below it", () => {
  using repository = new Repository({
    "a.yaml": network("a"),
    "case/s.yaml": object("ChainScenario", "s"),
    "case/n.yaml": network("n"),
    "case/net.d/10-x.json": '{"type":"bridge","cniVersion":"1.0.0"}',
  });
  assert.deepEqual(repository.worlds(), [["a"], ["n"]]);
});

Deno.test("what has no part in networks is told once, templates and patches where they are", () => {
  using repository = new Repository({
    "a.yaml": `${network("a")}\n---\n${object("Service", "s")}\n---\n${object("Secret", "t")}`,
    "package.json": '{"name":"x","type":"module"}',
    "chart/Chart.yaml": "name: c",
    "chart/templates/pod.yaml": "kind: Pod\nmetadata: {{ .x }}",
    "loose.yaml": "kind: Pod\nmetadata:\n  name: {{ .x }}\n",
    "overlay/kustomization.yaml": "patches: [{path: ./patch.yaml}]",
    "overlay/patch.yaml": "kind: Pod",
  });
  assert.deepEqual(repository.worlds(), [
    ["a", "not-rendered", "not-rendered", "kind-ignored", "not-rendered"],
  ]);
  assert.match(loadWorlds([repository.path])[0]?.findings[2]?.message ?? "", /^5 documents have/);
});

Deno.test("nothing to read is said", () => {
  using repository = new Repository({ "README.md": "" });
  assert.deepEqual(repository.worlds(), [["file-unreadable"]]);
  assert.deepEqual(repository.worlds("absent"), [["file-unreadable"]]);
});

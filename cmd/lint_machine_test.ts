/** `bond lint` of documents that are made to take memory and time without end. */

import assert from "node:assert/strict";
import { pluginCommand } from "../cni/testing.ts";

/** What `bond lint` may take of the machine's memory, in KiB. */
const MOST_KIB = 256 * 1024;

const many = (count: number, text: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => text(i)).join("");

const network = (config: string) =>
  "apiVersion: k8s.cni.cncf.io/v1\nkind: NetworkAttachmentDefinition\nmetadata: {name: n}\n" +
  `spec:\n  config: '{"cniVersion":"1.0.0","name":"n","type":"bond","mode":1,${config}}'\n`;

const DOCUMENTS: Readonly<Record<string, string>> = {
  "40,000 keys": many(40_000, (i) => `k${i}: v\n`),
  "300,000 keys": many(300_000, (i) => `k${i}: v\n`),
  "a flow of 200,000 keys": `{${many(200_000, (i) => `a${i}: 1, `)}}`,
  "100,000 levels": `${"[".repeat(100_000)}${"]".repeat(100_000)}`,
  "60,000 documents": "---\na: 1\n".repeat(60_000),
  "a scalar of 700,000 lines": `a: |\n${"  x\n".repeat(700_000)}`,
  "700,000 comments": "# x\n".repeat(700_000),
  "a scalar of 2.9 million characters": `a: "${"x".repeat(2_900_000)}"\n`,
  "100,000 links": network(`"links":[${many(100_000, (i) => `{"name":"a${i}"},`).slice(0, -1)}]`),
  "100,000 unknown keys": network(many(100_000, (i) => `"k${i}":1,`).slice(0, -1)),
  "aliases of aliases": "a: &a [x,x,x,x,x,x,x,x]\n" +
    many(9, (i) => `b${i}: &b${i} [${many(8, () => `*${i === 0 ? "a" : `b${i - 1}`},`)}]\n`),
};

/** What a large repository has: definitions, pods that attach them, and what has no part in networks. */
const ORDINARY = [
  (i: number) =>
    "apiVersion: k8s.cni.cncf.io/v1\nkind: NetworkAttachmentDefinition\n" +
    `metadata:\n  name: net-${i}\nspec:\n` +
    `  config: '{"cniVersion": "0.4.0", "name": "net-${i}", "type": "macvlan", "master": "eth1"}'\n`,
  (i: number) =>
    `apiVersion: v1\nkind: Pod\nmetadata:\n  name: pod-${i}\n  annotations:\n` +
    `    k8s.v1.cni.cncf.io/networks: net-${i - 1}@net1\nspec:\n  containers:\n` +
    "    - name: main\n      image: quay.example/app:1\n      env:\n        - name: A\n          value: b\n",
  (i: number) =>
    `apiVersion: v1\nkind: Service\nmetadata:\n  name: svc-${i}\nspec:\n  selector:\n    app: a\n` +
    "  ports:\n    - name: http\n      port: 80\n      targetPort: 8080\n",
  (i: number) =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: app-${i}\nspec:\n  replicas: 2\n` +
    "  selector:\n    matchLabels: {app: a}\n  template:\n    metadata:\n      labels: {app: a}\n" +
    "    spec:\n      containers:\n        - name: main\n          image: quay.example/app:1\n",
];
const ordinary = (count: number) =>
  Array.from({ length: count }, (_, i) => ORDINARY[i % 4]?.(i) ?? "");

Deno.test("10,000 ordinary documents are linted in seconds and in 256 MiB, in one file and in 10,000", async () => {
  const documents = ordinary(10_000);
  const folder = Deno.makeTempDirSync();
  try {
    Deno.mkdirSync(`${folder}/many`);
    documents.forEach((text, i) => Deno.writeTextFileSync(`${folder}/many/${i}.yaml`, text));
    Deno.writeTextFileSync(`${folder}/one.yaml`, documents.join("---\n"));
    for (const path of [`${folder}/one.yaml`, `${folder}/many`]) {
      const { kib, seconds, code } = await lintAt(path);
      assert.equal(code, 0, path);
      assert(kib > 0 && kib < MOST_KIB, `${path}: ${kib} KiB`);
      // 4 s where nothing else runs; what else runs takes the processor's caches, too.
      assert(seconds < 15, `${path}: ${seconds} s`);
    }
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

/** Returns the most memory that `bond lint` of `text` had, in KiB, its processor time in seconds, and its status. */
async function lint(text: string): Promise<{ kib: number; seconds: number; code: number }> {
  const file = Deno.makeTempFileSync({ suffix: ".yaml" });
  Deno.writeTextFileSync(file, text);
  try {
    return await lintAt(file);
  } finally {
    Deno.removeSync(file);
  }
}

async function lintAt(path: string): Promise<{ kib: number; seconds: number; code: number }> {
  const [program = "", ...args] = pluginCommand();
  const child = new Deno.Command(program, {
    args: [...args, "lint", path],
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let [kib, seconds] = [0, 0];
  const timer = setInterval(() => {
    try {
      const status = Deno.readTextFileSync(`/proc/${child.pid}/status`);
      kib = Math.max(kib, Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0));
      const fields = Deno.readTextFileSync(`/proc/${child.pid}/stat`).split(") ")[1]?.split(" ") ??
        [];
      // utime and stime, in hundredths of a second (proc(5)).
      seconds = (Number(fields[11]) + Number(fields[12])) / 100 || seconds;
    } catch {
      // It has ended.
    }
  }, 10);
  const { code, stderr } = await child.output();
  clearInterval(timer);
  assert.equal(new TextDecoder().decode(stderr), "");
  return { kib, seconds, code };
}

Deno.test("no document has bond lint take more than 256 MiB, or fail in another way than by a finding", async () => {
  for (const [what, text] of Object.entries(DOCUMENTS)) {
    const { kib, code } = await lint(text);
    assert([0, 2].includes(code), `${what}: status ${code}`);
    assert(kib > 0 && kib < MOST_KIB, `${what}: ${kib} KiB`);
  }
});

Deno.test("bond lint takes time by the length of a document", async () => {
  const kinds: Readonly<Record<string, (n: number) => string>> = {
    keys: (n) => many(20 * n, (i) => `k${i}: v\n`),
    documents: (n) => many(4 * n, (i) => `---\na: ${i}\n`),
    links: (n) => network(`"links":[${many(3 * n, (i) => `{"name":"a${i}"},`).slice(0, -1)}]`),
  };
  for (const [what, text] of Object.entries(kinds)) {
    const [single, double] = [await lint(text(1000)), await lint(text(2000))];
    // What grows with the square takes four times as long; both take a while to start.
    assert(
      double.seconds < 3 * single.seconds + 0.5,
      `${what}: ${single.seconds} s, ${double.seconds} s`,
    );
  }
});

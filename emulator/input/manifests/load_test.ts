import assert from "node:assert/strict";
import { loadConfDir, loadManifests } from "./mod.ts";

function withFiles(files: Record<string, string>, test: (folder: string) => void): void {
  const folder = Deno.makeTempDirSync();
  try {
    for (const [name, text] of Object.entries(files)) {
      const path = `${folder}/${name}`;
      Deno.mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true });
      Deno.writeTextFileSync(path, text);
    }
    test(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

const pod = (name: string) => `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\n`;

Deno.test("a folder's manifests are read in lexical order, without subfolders and other files", () => {
  const files = {
    "b.yml": pod("b"),
    "a.yaml": pod("a"),
    "c.json": JSON.stringify({ apiVersion: "v1", kind: "Pod", metadata: { name: "c" } }),
    "README.md": "# not YAML: at all",
    "sub/d.yaml": pod("d"),
  };
  withFiles(files, (folder) => {
    const { pods, findings } = loadManifests([`${folder}/`]);
    assert.deepEqual(pods.map(({ name }) => name), ["a", "b", "c"]);
    assert.deepEqual(findings, []);
    assert.equal(pods[0]?.source.file, `${folder}/a.yaml`);
  });
});

Deno.test("a file is read whatever it is called, in the order of the command line", () => {
  withFiles({ one: pod("one"), two: pod("two") }, (folder) => {
    const { pods } = loadManifests([`${folder}/two`, `${folder}/one`]);
    assert.deepEqual(pods.map(({ name }) => name), ["two", "one"]);
  });
});

Deno.test("paths that give nothing are errors that name them", () => {
  withFiles({ "README.md": "" }, (folder) => {
    const { findings } = loadManifests([folder, `${folder}/absent`]);
    assert.deepEqual(findings.map(({ code, path }) => [code, path]), [
      ["file-unreadable", folder],
      ["file-unreadable", `${folder}/absent`],
    ]);
    assert.match(findings[1]?.message ?? "", /there is no such file or folder/);
  });
});

Deno.test("of a folder, the file that cannot be read is named, and the others are read", () => {
  withFiles({ "a.yaml": pod("a") }, (folder) => {
    Deno.symlinkSync("absent", `${folder}/b.yaml`);
    const { pods, findings } = loadManifests([folder]);
    assert.deepEqual(pods.map(({ name }) => name), ["a"]);
    assert.deepEqual(
      findings.map(({ message }) => message),
      [`${folder}/b.yaml cannot be read: there is no such file or folder`],
    );
  });
});

Deno.test("a directory of CNI configurations is its .conf, .json and .conflist files", () => {
  withFiles({ "2.conflist": "{}", "1.conf": "{}", "3.txt": "" }, (folder) => {
    assert.deepEqual(
      [...loadConfDir(folder).confDir.keys()],
      [`${folder}/1.conf`, `${folder}/2.conflist`],
    );
  });
});

Deno.test("what is no file of manifests is refused at once, unread, by itself and in a folder", () => {
  const kinds = [
    "mkfifo x.yaml",
    "ln -s /dev/zero x.yaml",
    "ln -s /dev/full x.yaml",
    "ln -s x.yaml x.yaml",
    "mkfifo pipe; ln -s pipe x.yaml",
    "truncate -s 5G x.yaml",
    "truncate -s 5G large; ln -s large x.yaml",
    "ln -s /dev/stdin x.yaml",
  ];
  for (const kind of kinds) {
    withFiles({ "a.yaml": pod("a") }, (folder) => {
      new Deno.Command("sh", { args: ["-c", kind], cwd: folder }).outputSync();
      const started = performance.now();
      const path = `${folder}/x.yaml`;
      for (const { findings } of [loadManifests([path]), loadManifests([folder])]) {
        assert.deepEqual(findings.map(({ code }) => code), ["file-unreadable"], kind);
        assert.match(findings[0]?.message ?? "", /no regular file|symbolic links|16 MiB/, kind);
      }
      assert.deepEqual(loadManifests([folder]).pods.map(({ name }) => name), ["a"], kind);
      assert.ok(performance.now() - started < 5000, kind);
    });
  }
});

Deno.test("a file of the kernel's that its reader would wait for is empty", () => {
  assert.deepEqual(loadManifests(["/proc/kmsg"]).pods, []);
});

Deno.test("a directory's folders have the configurations of plugins that join lists", () => {
  const files = {
    "1.conflist": "{}",
    "net/b.conf": "{}",
    "net/a.conf": "{}",
    "other/c.json": "{}",
  };
  withFiles(files, (folder) => {
    const { chained, findings } = loadConfDir(folder);
    assert.deepEqual(findings, []);
    assert.deepEqual(
      [...chained].map(([name, files]) => [name, ...files.map(({ file }) => file)]),
      [["net", `${folder}/net/a.conf`, `${folder}/net/b.conf`]],
    );
  });
});

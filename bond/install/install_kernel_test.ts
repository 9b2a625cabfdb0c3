import assert from "node:assert/strict";
import { createNetns, deleteNetns, Netns } from "../../netlink/mod.ts";
import { netnsId, writeRecord } from "../restore/mod.ts";
import { InstallError } from "./errors.ts";
import { install, rollBack, uninstall } from "./install.ts";
import { inNodeRoot } from "./node_root.ts";
import { putPolicy, readPolicy } from "./policy.ts";
import { Folder, programText } from "./testing.ts";

/** The root folder of a node whose folder for plugins is behind links that lead elsewhere outside. */
function nodeRoot(programs: readonly string[]): Folder {
  const node = new Folder();
  for (const folder of ["data/bin", "opt/cni", "etc"]) {
    Deno.mkdirSync(`${node.path}/${folder}`, { recursive: true });
  }
  Deno.symlinkSync("/data/bin", `${node.path}/opt/cni/bin`);
  for (const program of programs) copyWithLibraries(program, node.path);
  return node;
}

function copyWithLibraries(program: string, root: string): void {
  const { stdout } = new Deno.Command("ldd", { args: [program] }).outputSync();
  for (const file of [program, ...new TextDecoder().decode(stdout).match(/\/\S+/g) ?? []]) {
    Deno.mkdirSync(`${root}${file.slice(0, file.lastIndexOf("/"))}`, { recursive: true });
    Deno.copyFileSync(file, `${root}${file}`);
  }
}

function inNode(node: Folder) {
  return { nodeRoot: node.path, cniBinDir: "/opt/cni/bin", names: ["bond"], force: false };
}

Deno.test("from a container the program goes where the node's own links lead, and answers in its root", async () => {
  using source = new Folder();
  using node = nodeRoot(["/bin/sh"]);
  const program = source.program("bond", programText("1"));
  const target = inNode(node);
  const [placed] = await install(program, target);
  assert.equal(placed?.path, "/opt/cni/bin/bond");
  assert.equal(node.text("data/bin/bond"), programText("1"));
  await install(source.program("new", programText("2")), target);
  await rollBack(target);
  assert.equal(node.text("data/bin/bond"), programText("1"));
  assert.deepEqual(uninstall(target, "/nonexistent"), ["/opt/cni/bin/bond"]);
  assert.deepEqual([...Deno.readDirSync(`${node.path}/data/bin`)], []);
  assert.equal(Deno.statSync(program).isFile, true, "this process has its own root again");
});

Deno.test("a node without this libc is refused with the loader that it lacks, and keeps what it had", async () => {
  using source = new Folder();
  using node = nodeRoot([]);
  Deno.writeTextFileSync(`${node.path}/data/bin/bond`, programText("1"));
  const program = `${source.path}/bond`;
  Deno.copyFileSync("/bin/true", program);
  Deno.writeTextFileSync(program, "CNI plugin for bonded links", { append: true });
  await assert.rejects(install(program, inNode(node)), (error) => {
    assert.ok(error instanceof InstallError);
    assert.match(error.message, /the node has no \/lib\S*\/ld-linux/);
    assert.match(error.remedy, /glibc 2\.27/);
    return true;
  });
  assert.equal(node.text("data/bin/bond"), programText("1"));
  assert.deepEqual([...Deno.readDirSync(`${node.path}/data/bin`)].map(({ name }) => name), [
    "bond",
  ]);
});

Deno.test("what is no folder, or absent, is no root, and the own root stays", () => {
  for (const root of ["/bin/true", "/nonexistent"]) {
    assert.throws(() => inNodeRoot(root, () => {}), /cannot make .* the root folder/);
  }
  assert.equal(Deno.statSync("/bin/true").isFile, true);
});

Deno.test("the own root and folder are back when the work fails", () => {
  using node = nodeRoot([]);
  const before = Deno.cwd();
  inNodeRoot(node.path, () => assert.equal(Deno.cwd(), "/"));
  assert.throws(() =>
    inNodeRoot(node.path, () => {
      throw new RangeError("in between");
    }), RangeError);
  assert.equal(Deno.cwd(), before);
});

Deno.test("on a full disk the old program stays, whole", async () => {
  using source = new Folder();
  using bin = new Folder();
  mount("-t", "tmpfs", "-o", "size=256k", "tmpfs", bin.path);
  try {
    await install(source.program("old", programText("1")), bin.target());
    const large = source.program("new", `${programText("2")}#${"x".repeat(512 * 1024)}`);
    await assert.rejects(
      install(large, bin.target()),
      /cannot write .*\.bond\.next: No space left/,
    );
    assert.deepEqual(bin.names(), ["bond"]);
    assert.equal(bin.text("bond"), programText("1"));
  } finally {
    new Deno.Command("umount", { args: [bin.path] }).outputSync();
  }
});

function mount(...args: string[]): void {
  assert.ok(new Deno.Command("mount", { args }).outputSync().success);
}

Deno.test("while a pod has a bond its plugin is not removed, unless told", () => {
  using bin = new Folder();
  using state = new Folder();
  bin.program("bond", programText("1"));
  const path = "/run/netns/installed";
  createNetns(path);
  try {
    using netns = Netns.open(path);
    const restore = { adminState: true, name: true, mac: true, mtu: true };
    const key = { network: "bond-net", containerId: "c1", ifname: "eth0" };
    const living = { path, id: netnsId(netns) };
    writeRecord(state.path, { version: 1, ...key, netns: living, restore, links: [] });
    assert.throws(() => uninstall(bin.target(), state.path), (error) => {
      assert.ok(error instanceof InstallError);
      assert.match(error.message, /eth0 of container c1 on network bond-net/);
      assert.match(error.remedy, /drain the node first/);
      return true;
    });
    assert.deepEqual(bin.names(), ["bond"]);
  } finally {
    deleteNetns(path);
  }
  assert.deepEqual(uninstall(bin.target(), state.path), [`${bin.path}/bond`], "the pod is gone");
});

Deno.test("the policy of a ConfigMap becomes a regular file on the node, replaced only when it changed", () => {
  using config = new Folder();
  using node = nodeRoot([]);
  // As the kubelet mounts it: links to links.
  Deno.mkdirSync(`${config.path}/..2026`);
  Deno.writeTextFileSync(`${config.path}/..2026/policy.json`, '{"allowInUse": false}\n');
  Deno.symlinkSync("..2026", `${config.path}/..data`);
  Deno.symlinkSync("..data/policy.json", `${config.path}/policy.json`);
  const source = `${config.path}/policy.json`;
  const copyPolicy = () => putPolicy(readPolicy(source), node.path);
  assert.equal(copyPolicy(), true);
  const copied = `${node.path}/etc/cni/bond/policy.json`;
  const { isFile, uid, mode, ino } = Deno.lstatSync(copied);
  assert.deepEqual([isFile, uid, (mode ?? 0) & 0o777], [true, 0, 0o644]);
  assert.equal(copyPolicy(), false);
  assert.equal(Deno.lstatSync(copied).ino, ino);
  for (const text of ["", "{", '{"allowInUse": tru']) {
    Deno.writeTextFileSync(source, text);
    assert.throws(() => copyPolicy(), /the policy .* cannot be taken/);
  }
  assert.equal(Deno.readTextFileSync(copied), '{"allowInUse": false}\n');
});

Deno.test("where nothing can be written, or run, that is said, and what was there stays", async () => {
  using source = new Folder();
  using bin = new Folder();
  const [old, later] = ["1", "2"].map((n) => source.program(n, programText(n))) as [string, string];
  mount("-t", "tmpfs", "tmpfs", bin.path);
  try {
    await install(old, bin.target());
    await install(later, bin.target());
    mount("-o", "remount,ro", bin.path);
    await assert.rejects(install(old, bin.target()), InstallError);
    await assert.rejects(rollBack(bin.target()), InstallError);
    assert.throws(() => uninstall(bin.target(), "/nonexistent"), InstallError);
    mount("-o", "remount,rw,noexec", bin.path);
    await assert.rejects(install(old, bin.target()), (error) => {
      assert.ok(error instanceof InstallError);
      assert.match(error.remedy, /noexec/);
      return true;
    });
    assert.deepEqual(bin.names(), [".bond.previous", "bond"]);
    assert.equal(bin.text("bond"), programText("2"));
  } finally {
    new Deno.Command("umount", { args: [bin.path] }).outputSync();
  }
});

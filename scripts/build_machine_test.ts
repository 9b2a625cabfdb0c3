import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { join } from "node:path";
import { endOfRuntime } from "./apart.ts";
import { build } from "./build.ts";
import { placesIn } from "./loader.ts";
import project from "../deno.json" with { type: "json" };

const root = new URL("..", import.meta.url).pathname;
const bond = join(root, "dist", "bond");
const options = {
  denort: Deno.env.get("DENORT_BIN"),
  target: Deno.build.target,
  output: bond,
  entry: join(root, "cmd", "bond.ts"),
};
await build(options);

async function run(env: Record<string, string>, ...args: string[]) {
  const { code, stdout } = await new Deno.Command(bond, { args, env, clearEnv: true }).output();
  return { code, stdout: new TextDecoder().decode(stdout) };
}

/** What stands behind the runtime in the executable: settings, the list of files, the files. */
async function payload(path = bond): Promise<string> {
  const bytes = await Deno.readFile(path);
  const text = new TextDecoder("latin1").decode(bytes.subarray(-4_000_000));
  return text.slice(text.lastIndexOf('{"argv":[]'));
}

Deno.test("an executable whose sources are unchanged is not built again", async () => {
  const before = await Deno.stat(bond);
  await build(options);
  assert.equal((await Deno.stat(bond)).ino, before.ino);
});

Deno.test("the same sources make the same executable but for V8's caches, later and in another folder", async () => {
  const copy = Deno.makeTempDirSync({ prefix: "bond-sources-" });
  try {
    const sources = [...Deno.readDirSync(root)].map(({ name }) => name)
      .filter((name) => ![".git", "dist", "node_modules"].includes(name));
    const command = (program: string, ...args: string[]) =>
      new Deno.Command(program, { args, cwd: root, stdout: "null" }).outputSync();
    assert.ok(command("cp", "--recursive", ...sources, copy).success);
    const script = join(copy, "scripts", "build.ts");
    assert.ok(
      command(Deno.execPath(), "run", "--quiet", "--allow-all", "--no-check", script).success,
    );
    assert.equal(await digest(join(copy, "dist", "bond")), await digest(bond));
  } finally {
    Deno.removeSync(copy, { recursive: true });
  }
});

/**
 * All that is in an executable but V8's code caches and where they stand: at times those differ by what V8's
 * threads were at.
 */
async function digest(path: string): Promise<string> {
  const executable = await Deno.readFile(path);
  const end = endOfRuntime(executable);
  const behind = executable.subarray(end);
  const text = await payload(path);
  const codes = Object.values(placesIn(text)).map(({ code: [at, length] }) =>
    behind.subarray(at, at + length)
  );
  const program = text.replace(/const places = .*;/, "");
  const all = [executable.subarray(0, end), ...codes, Buffer.from(program, "latin1")];
  return new Uint8Array(await crypto.subtle.digest("SHA-256", Buffer.concat(all))).toHex();
}

Deno.test("a build that cannot be is refused in one line", async () => {
  const script = join(root, "scripts", "build.ts");
  const cases = [
    ["--denort=/absent", /^\/absent, which was given as the runtime: there is no such file/],
    ["--absent", /^Unknown option '--absent'/],
  ] as const;
  for (const [argument, message] of cases) {
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "--allow-all", "--no-check", script, argument],
    }).output();
    const said = new TextDecoder().decode(stderr);
    assert.match(said, message);
    assert.equal(said.trimEnd().split("\n").length, 1, said);
    assert.equal(code, 1);
  }
});

Deno.test("the executable says the versions of the project, of Deno and of CNI", async () => {
  const { code, stdout } = await run({}, "--version");
  assert.equal(code, 0);
  assert.ok(stdout.includes(project.version), stdout);
  assert.match(stdout, /Deno \d+\.\d+\.\d+/);
  assert.match(stdout, /0\.1\.0, 0\.2\.0, 0\.3\.0, 0\.3\.1, 0\.4\.0, 1\.0\.0, 1\.1\.0/);
});

Deno.test("the executable carries its own modules, the kernel's library, and no package, beside the runtime", async () => {
  const text = await payload();
  const files = Array.from(text.matchAll(/"File":\{"n":"([^"]+)"/g), (match) => match[1]);
  assert.ok(files.includes("bond.js"), files.join(" "));
  assert.deepEqual(files.filter((name) => !name?.endsWith(".js")), ["ptrace_preload.so.deflate"]);
  assert.match(text, /"node_modules":null/);
  // All of it is read at every start.
  assert.ok(text.length < 300_000, `${text.length} octets beside the runtime`);
});

Deno.test("the executable may use neither the network nor remote code nor a code cache, and asks for nothing", async () => {
  const metadata = (await payload()).slice(0, 4096);
  // An empty list stands for everything.
  assert.match(metadata, /"deny_net":\[\]/);
  assert.match(metadata, /"deny_import":\[\]/);
  assert.match(metadata, /"prompt":false/);
  assert.match(metadata, /"code_cache_key":null/);
});

Deno.test("a CNI call leaves nothing where others may write, as a code cache would be", async () => {
  const folder = await Deno.makeTempDir();
  for (let turn = 0; turn < 2; turn++) {
    const { code, stdout } = await run({ CNI_COMMAND: "VERSION", TMPDIR: folder });
    assert.equal(code, 0);
    assert.match(stdout, /"supportedVersions"/);
  }
  assert.deepEqual(Array.from(Deno.readDirSync(folder)), []);
  await Deno.remove(folder);
});

Deno.test("no variable but the protocol's decides what a call does", async () => {
  const asked = await run({ CNI_COMMAND: "VERSION" });
  for (
    const variables of [
      { BOND_STANDIN: "sriov" },
      { BOND_STANDIN: "toString" },
      { BOND_LAB_KILL_AT: "1" },
      { BOND_LAB_KILL_AT: "xyz" },
      { BOND_BINARY: "/bin/false" },
      { BOND_STATE_DIR: "/tmp/x", BOND_POLICY: "/tmp/x" },
    ]
  ) {
    const { code, stdout } = await run({ CNI_COMMAND: "VERSION", ...variables });
    assert.deepEqual([code, stdout], [0, asked.stdout], JSON.stringify(variables));
  }
});

Deno.test("a TMPDIR that is not from the root ends the runtime before the program: the limit that docs/security.md tells", async () => {
  for (const TMPDIR of ["x", ""]) {
    const { code, stdout } = await run({ CNI_COMMAND: "VERSION", TMPDIR });
    assert.deepEqual([code === 0, stdout], [false, ""]);
  }
  assert.equal((await run({ CNI_COMMAND: "VERSION", TMPDIR: "/nowhere" })).code, 0);
});

/** Makes one call, with a text on stdin. Returns what it says on stdout. */
async function call(
  program: string,
  env: Record<string, string>,
  stdin: string,
): Promise<string> {
  const child = new Deno.Command(program, { env, clearEnv: true, stdin: "piped", stdout: "piped" })
    .spawn();
  await ReadableStream.from([new TextEncoder().encode(stdin)]).pipeTo(child.stdin);
  const { stdout } = await child.output();
  return new TextDecoder().decode(stdout);
}

Deno.test("a call is served with all that IPAM needs, however the key is spelled", async () => {
  const gc = (key: string) =>
    call(
      bond,
      { CNI_COMMAND: "GC", CNI_PATH: "/nowhere" },
      `{"cniVersion":"1.1.0","name":"n","type":"bond",${key}:{"type":"absent"}}`,
    );
  assert.equal(await gc('"args"'), "");
  for (const key of ['"ipam"', '"IPAM"', String.raw`"\u0069pam"`, String.raw`"ip\u0041m"`]) {
    assert.match(await gc(key), /failed to find plugin \\"absent\\"/, key);
  }
});

Deno.test("the executable does not take itself for an IPAM plugin, by whatever name or as a copy", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.symlink(bond, join(folder, "linked"));
  await Deno.copyFile(bond, join(folder, "copied"));
  const variables = {
    CNI_COMMAND: "ADD",
    CNI_CONTAINERID: "c",
    CNI_IFNAME: "bond0",
    CNI_NETNS: "/run/netns/absent",
    CNI_PATH: folder,
  };
  for (const program of [bond, join(folder, "linked"), join(folder, "copied")]) {
    for (const type of ["linked", "copied"]) {
      const links = [{ name: "a" }, { name: "b" }];
      const config = { cniVersion: "1.0.0", name: "n", type: "bond", mode: 1, miimon: 100, links };
      const stdout = await call(program, variables, JSON.stringify({ ...config, ipam: { type } }));
      const { code, msg } = JSON.parse(stdout);
      assert.deepEqual(
        [code, /is this plugin itself/.test(msg)],
        [7, true],
        `${program} ${type} ${msg}`,
      );
    }
  }
  await Deno.remove(folder, { recursive: true });
});

Deno.test("however few files a call may open, it says one thing on stdout, or its runtime does not start", async () => {
  const said = new Set<string>();
  for (let files = 8; files < 32; files++) {
    const { code, stdout } = await new Deno.Command("prlimit", {
      args: [`--nofile=${files}`, bond],
      env: { CNI_COMMAND: "STATUS" },
      clearEnv: true,
      stdin: "null",
      stderr: "null",
    }).output();
    const text = new TextDecoder().decode(stdout);
    const answer = text === "" ? "nothing" : JSON.parse(text).msg.replace(/:.*/, "");
    assert.notEqual(code, 0, text);
    said.add(answer);
  }
  assert.ok(said.has("the program cannot read itself"), [...said].join(", "));
  // Where there is enough, a variable is missed.
  assert.equal([...said].at(-1), "required env variables [CNI_PATH] missing", [...said].join(", "));
});

Deno.test("a signal that comes as a call ends does not end the process, which has answered", async () => {
  const folder = Deno.makeTempDirSync();
  try {
    const output = join(folder, "late");
    const entry = join(root, "scripts", "testing_late_signal.ts");
    await build({ ...options, output, entry });
    // Where there is one processor, the thread that is told of the signal comes after the one that goes on.
    const { code, signal } = await new Deno.Command("taskset", { args: ["1", output] }).output();
    assert.deepEqual([code, signal], [0, null]);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("a call that lacks a variable says so before it has its configuration", async () => {
  for (const CNI_COMMAND of ["ADD", "DEL", "CHECK", "GC", "STATUS"]) {
    const child = new Deno.Command(bond, {
      env: CNI_COMMAND === "ADD" ? { CNI_COMMAND, CNI_PATH: "/x" } : { CNI_COMMAND },
      clearEnv: true,
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const { stdout } = await child.output();
    assert.match(new TextDecoder().decode(stdout), /required env variables/, CNI_COMMAND);
    await child.stdin.close().catch(() => {});
  }
});

import assert from "node:assert/strict";
import { InstallError } from "./errors.ts";
import { install, isInstalled, requireReady, rollBack, uninstall } from "./install.ts";
import { Folder, foreignText, programText } from "./testing.ts";

const noRecords = "/nonexistent";

Deno.test("the program is in place with its mode, under every name, and nothing is beside it", async () => {
  using source = new Folder();
  using bin = new Folder();
  const program = source.program("bond", programText("1"));
  const target = bin.target({ names: ["bond", "bonding"] });
  assert.equal(isInstalled(target), false);
  assert.deepEqual(
    await install(program, target),
    ["bond", "bonding"].map((name) => ({
      path: `${bin.path}/${name}`,
      changed: true,
      versions: ["1.0.0", "1.1.0"],
    })),
  );
  assert.equal(isInstalled(target), true);
  assert.deepEqual(bin.names(), ["bond", "bonding"]);
  const { mode, uid } = Deno.statSync(`${bin.path}/bond`);
  assert.equal((mode ?? 0) & 0o7777, 0o755);
  assert.equal(uid, Deno.uid());
});

Deno.test("the same program is not installed again, so that the one before it stays kept", async () => {
  using source = new Folder();
  using bin = new Folder();
  await install(source.program("old", programText("1")), bin.target());
  const next = source.program("new", programText("2"));
  await install(next, bin.target());
  const [placed] = await install(next, bin.target());
  assert.equal(placed?.changed, false);
  assert.equal(bin.text(".bond.previous"), programText("1"));
});

Deno.test("--rollback brings back what was there before, and twice the later one again", async () => {
  using source = new Folder();
  using bin = new Folder();
  await install(source.program("old", programText("1")), bin.target());
  await install(source.program("new", programText("2")), bin.target());
  await rollBack(bin.target());
  assert.equal(bin.text("bond"), programText("1"));
  assert.equal(bin.text(".bond.previous"), programText("2"));
  await rollBack(bin.target());
  assert.equal(bin.text("bond"), programText("2"));
  assert.deepEqual(bin.names(), [".bond.previous", "bond"]);
});

Deno.test("--rollback without anything kept says so", async () => {
  using bin = new Folder();
  await assert.rejects(rollBack(bin.target()), /nothing was kept from before .*\/bond/);
});

Deno.test("a foreign file is not overwritten, unless told, and is then kept", async () => {
  using source = new Folder();
  using bin = new Folder();
  bin.program("bond", foreignText);
  const program = source.program("bond", programText("1"));
  await assert.rejects(install(program, bin.target()), (error) => {
    assert.ok(error instanceof InstallError);
    assert.match(error.message, /bond is not this program, but another's/);
    assert.match(error.remedy, /--as.*--force/);
    return true;
  });
  assert.equal(bin.text("bond"), foreignText);
  await install(program, bin.target({ force: true }));
  assert.equal(bin.text("bond"), programText("1"));
  assert.deepEqual(uninstall(bin.target(), noRecords), [`${bin.path}/bond`]);
  assert.deepEqual(bin.names(), [".bond.previous"], "the foreign file is kept");
  await rollBack(bin.target());
  assert.equal(bin.text("bond"), foreignText);
});

Deno.test("a link under the program's name is foreign, wherever it leads, and kept as a link", async () => {
  using source = new Folder();
  using bin = new Folder();
  const program = source.program("bond", programText("1"));
  Deno.symlinkSync(program, `${bin.path}/bond`);
  await assert.rejects(install(program, bin.target()), /another's/);
  await install(program, bin.target({ force: true }));
  assert.equal(Deno.lstatSync(`${bin.path}/bond`).isFile, true);
  assert.equal(Deno.readLinkSync(`${bin.path}/.bond.previous`), program);
});

for (
  const [what, text, reason] of [
    ["says nothing", "#!/bin/sh\n# CNI plugin for bonded links\n", /exit status 0/],
    [
      "needs a newer libc",
      '#!/bin/sh\necho "bond: /lib/libc.so.6: version \\`GLIBC_2.99\' not found" >&2; exit 1\n',
      /GLIBC_2\.99/,
    ],
    ["has no interpreter", "#!/nonexistent/ld.so\n", /does not run on this node/],
    ["is for another machine", "\x7fELF\x02\x01\x01", /does not run on this node/],
  ] as const
) {
  Deno.test(`a program that ${what} on the node does not take the place of the old one`, async () => {
    using source = new Folder();
    using bin = new Folder();
    await install(source.program("old", programText("1")), bin.target());
    await assert.rejects(install(source.program("new", text), bin.target()), (error) => {
      assert.ok(error instanceof InstallError);
      assert.match(error.message, reason);
      return true;
    });
    assert.deepEqual(bin.names(), ["bond"]);
    assert.equal(bin.text("bond"), programText("1"));
  });
}

Deno.test("what an installer left that was killed is no obstacle, and does not stay", async () => {
  using source = new Folder();
  using bin = new Folder();
  bin.program(".bond.next", "half of it");
  bin.program(".bond.previous.next", "half of it");
  await install(source.program("bond", programText("1")), bin.target());
  await install(source.program("bond", programText("2")), bin.target());
  assert.deepEqual(bin.names(), [".bond.previous", "bond"]);
});

Deno.test("an installer that was killed when it had kept the old program leaves nothing for ever", async () => {
  using source = new Folder();
  using bin = new Folder();
  const next = source.program("2", programText("2"));
  const keptTwice = () => {
    bin.program("bond", programText("1"));
    Deno.linkSync(`${bin.path}/bond`, `${bin.path}/.bond.previous`);
  };
  keptTwice();
  await install(next, bin.target());
  assert.deepEqual(bin.names(), [".bond.previous", "bond"]);
  assert.deepEqual(uninstall(bin.target(), noRecords).length, 1);
  assert.deepEqual(bin.names(), []);
  keptTwice();
  await rollBack(bin.target());
  assert.deepEqual(bin.names().filter((name) => name.endsWith(".next")), []);
});

Deno.test("killed at whatever moment, the old or the new program answers, and the next installer succeeds", async () => {
  using source = new Folder();
  using bin = new Folder();
  const programs = ["1", "2"].map((version) =>
    source.program(version, `${programText(version)}exit 0\n${"x".repeat(8 << 20)}`)
  );
  await installAll(programs, bin.path);
  for (let i = 0; i < 4; i++) {
    const child = installer(programs, bin.path, Infinity);
    // Its first line comes when it has begun.
    const reader = child.stdout.getReader();
    await reader.read();
    await new Promise((resolve) => setTimeout(resolve, 20 * i));
    child.kill("SIGKILL");
    await reader.cancel();
    await child.status;
    const asked = new Deno.Command(`${bin.path}/bond`, { env: { CNI_COMMAND: "VERSION" } });
    assert.match(new TextDecoder().decode(asked.outputSync().stdout), /supportedVersions/);
  }
  await installAll(programs, bin.path);
  assert.deepEqual(bin.names(), [".bond.previous", "bond"]);
});

Deno.test("installers at the same time leave one whole program", async () => {
  using source = new Folder();
  using bin = new Folder();
  const programs = ["1", "2", "3"].map((n) => source.program(n, programText(n)));
  const all = programs.map((program) => installer([program], bin.path, 1));
  for (const { status, stdout } of all) {
    await stdout.cancel();
    assert.ok((await status).success);
  }
  assert.deepEqual(bin.names(), [".bond.previous", "bond"]);
  assert.match(bin.text("bond"), /^#!\/bin\/sh\n# bond [1-3]:[^]*esac\n$/);
});

/** An installer that is a process of its own: it installs the programs in turn, so many times. */
function installer(programs: readonly string[], folder: string, times: number): Deno.ChildProcess {
  const code = `import { install } from ${JSON.stringify(import.meta.resolve("./install.ts"))};
    const target = { cniBinDir: ${JSON.stringify(folder)}, names: ["bond"], force: false };
    console.log("begins");
    for (let i = 0; i < ${times}; i++) await install(Deno.args[i % Deno.args.length], target);`;
  const file = `${programs[0]}.ts`;
  Deno.writeTextFileSync(file, code);
  const args = ["run", "--allow-all", "--no-check", "--quiet", file, ...programs];
  return new Deno.Command(Deno.execPath(), { args, stdout: "piped" }).spawn();
}

async function installAll(programs: readonly string[], folder: string): Promise<void> {
  const target = { nodeRoot: undefined, cniBinDir: folder, names: ["bond"], force: false };
  for (const program of programs) await install(program, target);
}

Deno.test("without the folder for plugins the option that names it is told", async () => {
  using source = new Folder();
  const program = source.program("bond", programText("1"));
  const target = source.target({ cniBinDir: `${source.path}/absent` });
  await assert.rejects(install(program, target), (error) => {
    assert.ok(error instanceof InstallError);
    assert.match(error.message, /absent cannot be opened/);
    assert.match(error.remedy, /--cni-bin-dir/);
    return true;
  });
});

Deno.test("a file in the place of the folder for plugins is refused", async () => {
  using source = new Folder();
  const program = source.program("bond", programText("1"));
  for (const path of [program, `${program}/`]) {
    const target = source.target({ cniBinDir: path });
    await assert.rejects(install(program, target), /bond cannot be opened: Not a directory/);
    await assert.rejects(rollBack(target), InstallError);
    assert.throws(() => uninstall(target, noRecords), InstallError);
  }
});

Deno.test("a folder under the program's name is neither replaced nor removed, told or not", async () => {
  using source = new Folder();
  using bin = new Folder();
  const program = source.program("bond", programText("1"));
  Deno.mkdirSync(`${bin.path}/bond`);
  for (const force of [false, true]) {
    await assert.rejects(install(program, bin.target({ force })), /bond is a folder/);
    assert.throws(() => uninstall(bin.target({ force }), noRecords), /bond is a folder/);
  }
  assert.deepEqual(bin.names(), ["bond"]);
});

Deno.test("of several names all or none come into place, and none is brought back alone", async () => {
  using source = new Folder();
  using bin = new Folder();
  const target = bin.target({ names: ["bond", "other", "bond"] });
  bin.program("other", foreignText);
  const program = source.program("1", programText("1"));
  await assert.rejects(install(program, target), /other is not this program/);
  assert.deepEqual(bin.names(), ["other"]);
  assert.equal((await install(program, bin.target())).length, 1);
  await install(source.program("2", programText("2")), bin.target());
  await assert.rejects(rollBack(target), /nothing was kept from before .*\/other/);
  assert.equal(bin.text("bond"), programText("2"));
});

for (const name of ["", ".bond", "a/b", "../bond", "bo nd"]) {
  Deno.test(`${JSON.stringify(name)} is no type of a plugin`, async () => {
    using bin = new Folder();
    const program = bin.program("source", programText("1"));
    await assert.rejects(
      install(program, bin.target({ names: [name] })),
      /cannot be the type of a plugin/,
    );
    assert.deepEqual(bin.names(), ["source"]);
  });
}

Deno.test("readiness is the program's own STATUS", async () => {
  using bin = new Folder();
  bin.program("bond", programText("1"));
  await requireReady(bin.target());
  bin.program(
    "bond",
    `#!/bin/sh\necho '{"cniVersion":"1.1.0","code":50,"msg":"no bonding driver"}'; exit 1\n`,
  );
  await assert.rejects(requireReady(bin.target()), /bond is not ready: no bonding driver/);
});

Deno.test("a record that this version cannot read keeps the program on the node", () => {
  using bin = new Folder();
  using state = new Folder();
  bin.program("bond", programText("1"));
  Deno.mkdirSync(`${state.path}/net`);
  Deno.writeTextFileSync(`${state.path}/net/c@eth0.json`, '{"version":99}');
  assert.throws(
    () => uninstall(bin.target(), state.path),
    /could not be deleted any more: .*eth0\.json/,
  );
  assert.deepEqual(bin.names(), ["bond"]);
  assert.deepEqual(uninstall(bin.target({ force: true }), state.path), [`${bin.path}/bond`]);
  assert.deepEqual(bin.names(), []);
});

Deno.test("removing what is not there succeeds, and a foreign file stays", () => {
  using bin = new Folder();
  assert.deepEqual(uninstall(bin.target(), noRecords), []);
  bin.program("bond", foreignText);
  assert.throws(() => uninstall(bin.target(), noRecords), /another's/);
  assert.equal(bin.text("bond"), foreignText);
});

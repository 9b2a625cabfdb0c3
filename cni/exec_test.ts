import assert from "node:assert/strict";
import { CniError } from "./errors.ts";
import { errorOf, execPlugin } from "./exec.ts";
import { findPlugin } from "./find.ts";
import { FakePlugin } from "./testing.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (octets: Uint8Array) => new TextDecoder().decode(octets);
const PATH = Deno.env.get("PATH") ?? "";

const run = (fake: FakePlugin, command: string, signal?: AbortSignal) =>
  execPlugin({
    path: fake.path,
    stdin: bytes("config"),
    environment: { PATH, CNI_COMMAND: command },
    signal,
  });

const failure = (exitCode: number, stdout: string, stderr = "") =>
  errorOf({ exitCode, stdout: bytes(stdout), stderr: bytes(stderr), durationMs: 1 });

Deno.test("the first regular file on the path is the plugin, through symbolic links too", () => {
  const root = Deno.makeTempDirSync();
  try {
    for (const name of ["a", "b", "c", "a/plugin"]) Deno.mkdirSync(`${root}/${name}`);
    Deno.writeTextFileSync(`${root}/c/plugin`, "");
    Deno.symlinkSync(`${root}/c/plugin`, `${root}/b/plugin`);
    const path = ["missing", "a", "b", "c"].map((name) => `${root}/${name}`);
    assert.equal(findPlugin("plugin", path), `${root}/b/plugin`);
    assert.throws(
      () => findPlugin("other", path.slice(0, 2)),
      { message: `failed to find plugin "other" in path [${root}/missing ${root}/a]` },
    );
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
});

Deno.test("a plugin's name is no path and not empty, and there must be somewhere to look", () => {
  assert.throws(() => findPlugin("../sh", ["/bin"]), { message: "invalid plugin name: ../sh" });
  assert.throws(() => findPlugin("", ["/bin"]), { message: "no plugin name provided" });
  assert.throws(() => findPlugin("sh", []), { message: "no paths provided" });
});

Deno.test("a plugin gets its stdin and only the variables given, and its streams come back apart", async () => {
  using fake = new FakePlugin();
  fake.reply("ADD", { stdout: "out", stderr: "err", exitCode: 3 });
  const outcome = await run(fake, "ADD");
  assert.deepEqual(
    [outcome.exitCode, text(outcome.stdout), text(outcome.stderr)],
    [3, "out", "err"],
  );
  const [call] = fake.calls();
  assert.equal(call?.stdin, "config");
  assert.deepEqual(Object.keys(call?.variables ?? {}).sort(), ["CNI_COMMAND", "PATH", "PWD"]);
});

Deno.test("a plugin that never reads a long stdin is not disturbed by it", async () => {
  const outcome = await execPlugin({
    path: "/bin/true",
    stdin: new Uint8Array(1 << 20),
    environment: {},
  });
  assert.equal(outcome.exitCode, 0);
});

Deno.test("aborting kills the plugin at once, whatever children it has left", async () => {
  using fake = new FakePlugin();
  fake.reply("ADD", { delay: 10 });
  const started = performance.now();
  await assert.rejects(run(fake, "ADD", AbortSignal.timeout(300)), { name: "TimeoutError" });
  assert.ok(performance.now() - started < 5000);
});

Deno.test("aborting ends the wait for a child that does not read a long stdin, too", async () => {
  using fake = new FakePlugin();
  // The shell is killed; the one that sleeps has the pipe and lives on.
  Deno.writeTextFileSync(fake.path, "#!/bin/sh\nsleep 3\ntrue\n");
  const started = performance.now();
  await assert.rejects(
    execPlugin({
      path: fake.path,
      stdin: new Uint8Array(1 << 20),
      environment: { PATH },
      signal: AbortSignal.timeout(100),
    }),
    { name: "TimeoutError" },
  );
  assert.ok(performance.now() - started < 2000);
});

Deno.test("aborting kills the children of a plugin, too", async () => {
  using fake = new FakePlugin();
  const witness = `${fake.directory}/alive`;
  Deno.writeTextFileSync(fake.path, `#!/bin/sh\n(sleep 1; : > ${witness}) & sleep 10\n`);
  await assert.rejects(run(fake, "ADD", AbortSignal.timeout(200)), { name: "TimeoutError" });
  await new Promise((resolve) => setTimeout(resolve, 1500));
  assert.throws(() => Deno.statSync(witness), Deno.errors.NotFound);
});

Deno.test("a plugin that has ended is not waited for because a child of its own keeps its stdout", async () => {
  using fake = new FakePlugin();
  Deno.writeTextFileSync(fake.path, "#!/bin/sh\nsleep 10 &\necho done\nexit 3\n");
  const started = performance.now();
  const outcome = await run(fake, "ADD");
  assert.ok(performance.now() - started < 5000);
  assert.deepEqual([outcome.exitCode, text(outcome.stdout)], [3, "done\n"]);
});

Deno.test("a plugin that has ended is not waited for because a child of its own keeps a stdin that it does not read", async () => {
  using fake = new FakePlugin();
  // In a session of its own: nothing ends it.
  Deno.writeTextFileSync(
    fake.path,
    "#!/bin/sh\nexec 3<&0\nsetsid sleep 8 >/dev/null 2>&1 &\nexit 0\n",
  );
  const started = performance.now();
  const { exitCode } = await execPlugin({
    path: fake.path,
    stdin: new Uint8Array(1 << 20),
    environment: { PATH },
  });
  assert.equal(exitCode, 0);
  assert.ok(performance.now() - started < 6000);
});

Deno.test("an aborted signal starts nothing", async () => {
  using fake = new FakePlugin();
  await assert.rejects(run(fake, "ADD", AbortSignal.abort(new Error("stop"))), { message: "stop" });
  assert.deepEqual(fake.calls(), []);
});

Deno.test("a program that is being written is tried again until it can run", async () => {
  using fake = new FakePlugin();
  const busy = `${fake.directory}/busy`;
  Deno.copyFileSync("/bin/true", busy);
  const writer = Deno.openSync(busy, { write: true });
  const closing = setTimeout(() => writer.close(), 500);
  try {
    const outcome = await execPlugin({ path: busy, stdin: bytes(""), environment: {} });
    assert.equal(outcome.exitCode, 0);
    assert.ok(outcome.durationMs >= 500, "it cannot have run while it was being written");
  } finally {
    clearTimeout(closing);
  }
});

Deno.test("nobody waits for a program that is being written when the call is given up", async () => {
  using fake = new FakePlugin();
  const busy = `${fake.directory}/busy`;
  Deno.copyFileSync("/bin/true", busy);
  using _writer = Deno.openSync(busy, { write: true });
  const abort = new AbortController();
  const outcome = execPlugin({
    ...{ path: busy, stdin: bytes(""), environment: {} },
    signal: abort.signal,
  });
  setTimeout(() => abort.abort(new Error("enough")), 100);
  await assert.rejects(outcome, { message: "enough" });
});

Deno.test("a program that cannot be executed is an error that names it", async () => {
  using fake = new FakePlugin();
  Deno.chmodSync(fake.path, 0o644);
  await assert.rejects(run(fake, "ADD"), (error: unknown) => {
    assert.ok(error instanceof CniError);
    assert.ok(error.msg.startsWith("netplugin failed with no error message: cannot execute "));
    assert.ok(error.msg.includes(fake.path));
    return true;
  });
});

Deno.test("a script without its interpreter is an error that runtimes do not take for success", async () => {
  using fake = new FakePlugin();
  Deno.writeTextFileSync(fake.path, "#!/nowhere/sh\n");
  await assert.rejects(run(fake, "ADD"), (error: Error) => {
    assert.match(error.message, /is absent$/);
    assert.doesNotMatch(error.message, /not found|no such file or directory/i);
    return true;
  });
});

Deno.test("an error object on stdout is the error; success is none", () => {
  const error = failure(1, '{"code":11,"msg":"busy","details":"later"}', "noise");
  assert.deepEqual([error?.code, String(error)], [11, "busy; later"]);
  assert.equal(failure(0, "", "noise"), undefined);
});

Deno.test("an error object is read as Go reads it: null is nothing, and case does not matter", () => {
  const error = failure(1, '{"Code":11,"MSG":"busy","details":null}');
  assert.deepEqual([error?.code, String(error)], [11, "busy"]);
});

Deno.test("with an empty stdout, stderr is the message", () => {
  assert.equal(String(failure(2, "", 'a "b"')), 'netplugin failed: "a \\"b\\"": exit status 2');
  assert.equal(String(failure(2, "")), "netplugin failed with no error message: exit status 2");
});

Deno.test("a stdout that is no error object is shown", () => {
  for (const stdout of ["garbage", "[]", '{"code":"x"}']) {
    const message = String(failure(1, stdout));
    assert.ok(
      message.startsWith(
        `netplugin failed but error parsing its diagnostic message ${JSON.stringify(stdout)}: `,
      ),
      message,
    );
  }
});

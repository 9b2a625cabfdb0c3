/** `bond emulate` as people run it: the built executable, on this machine. */

import assert from "node:assert/strict";
import { resolve } from "node:path";
import { eventually, leavingNothing } from "../emulator/lab/kernel/testing.ts";

const root = resolve(import.meta.dirname ?? ".", "..");
const bond = `${root}/dist/bond`;
const decoder = new TextDecoder();

/** Everything of this machine that a lab could have changed, as others see it. */
function machine(): string {
  const show = "ip -j link; ip -j addr; ip -j route; ip -j rule; ip netns; " +
    "cat /proc/self/mountinfo; ls -A /run /var/lib/cni /opt/cni 2>&1";
  return decoder.decode(new Deno.Command("sh", { args: ["-c", show] }).outputSync().stdout);
}

function emulate(args: readonly string[], env: Record<string, string> = {}) {
  return new Deno.Command(bond, {
    args: ["emulate", ...args],
    cwd: root,
    env,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Reads until `text` was said. */
async function until(stream: ReadableStream<Uint8Array>, text: string): Promise<void> {
  const reader = stream.getReader();
  let said = "";
  while (!said.includes(text)) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`it ended without saying ${text}: ${said}`);
    said += decoder.decode(value, { stream: true });
  }
  await reader.cancel();
}

const ENDS = [["SIGINT", 130], ["SIGQUIT", 131], ["SIGTERM", 143], ["SIGKILL", 137]] as const;

for (const moment of ["Linux", "ADD   net1", "kubectl exec", "DEL   net2"]) {
  Deno.test(`Ctrl-C, Ctrl-\\, SIGTERM or a crash when "${moment}" was printed leave nothing behind`, () =>
    leavingNothing(async (folder) => {
      const before = machine();
      await Promise.all(ENDS.map(async ([signal, status]) => {
        const own = `${folder}/${signal}`;
        Deno.mkdirSync(own);
        const child = emulate(["--kernel", "uml", "fixtures/sriov-bond"], { TMPDIR: own });
        await until(child.stdout, moment);
        assert.equal(machine(), before, "while it runs");
        child.kill(signal);
        const [{ code }, stderr] = await Promise.all([
          child.status,
          new Response(child.stderr).text(),
        ]);
        assert.equal(code, status);
        const said = `bond: interrupted by ${signal}; everything was taken down\n`;
        assert.equal(stderr, signal === "SIGKILL" ? "" : said);
        await eventually(() => [...Deno.readDirSync(own)].length === 0, "the folder is empty");
        Deno.removeSync(own);
      }));
      assert.equal(machine(), before, "afterwards");
    }));
}

Deno.test("Ctrl-C leaves nothing behind as soon as there is something to leave", () =>
  leavingNothing(async (folder) => {
    const child = emulate(["--kernel", "uml", "fixtures/sriov-bond"], { TMPDIR: folder });
    const watcher = Deno.watchFs(folder);
    for await (const { kind } of watcher) if (kind === "create") break;
    child.kill("SIGINT");
    const { code, stdout } = await child.output();
    assert.deepEqual([code, decoder.decode(stdout)], [130, ""]);
  }));

Deno.test("a crash while somebody is in a shell leaves nothing behind", () =>
  leavingNothing(async (folder) => {
    const session = `echo $$; exec ${bond} emulate --kernel uml --shell fixtures/sriov-bond`;
    const child = new Deno.Command("script", {
      args: ["--quiet", "--return", "--command", session, "/dev/null"],
      cwd: root,
      env: { TMPDIR: folder, TERM: "dumb" },
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    let seen = "";
    for await (const chunk of child.stdout) {
      seen += decoder.decode(chunk, { stream: true });
      if (seen.endsWith("default/test-pod# ")) Deno.kill(Number.parseInt(seen), "SIGKILL");
    }
    await child.stdin.close().catch(() => {});
    assert.equal((await child.status).code, 137);
    await eventually(() => [...Deno.readDirSync(folder)].length === 0, "the folder is empty");
  }));

Deno.test("TMPDIR may have blanks in its name", () =>
  leavingNothing(async (folder) => {
    Deno.mkdirSync(`${folder}/my own`);
    const child = emulate(["--kernel", "uml", "fixtures/sriov-bond"], {
      TMPDIR: `${folder}/my own`,
    });
    const { code, stderr } = await child.output();
    assert.deepEqual([code, decoder.decode(stderr)], [0, ""]);
    Deno.removeSync(`${folder}/my own`);
  }));

/** Replays a fixture as an ordinary user, in a folder `cwd` of this machine or of the new one. */
async function asUser(
  folder: string,
  fixture: string,
  { cwd = "/", ...env }: Record<string, string> = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  // The user may not be able to look into the folder of the sources.
  Deno.chmodSync(folder, 0o777);
  Deno.copyFileSync(bond, `${folder}/bond`);
  const copy = { args: ["-r", `${root}/fixtures/${fixture}`, `${folder}/${fixture}`] };
  new Deno.Command("cp", copy).outputSync();
  const user = Deno.uid() === 0
    ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all"]
    : ["env"];
  const { code, stdout, stderr } = await new Deno.Command("env", {
    args: ["--chdir", cwd, ...user, `${folder}/bond`, "emulate", `${folder}/${fixture}`],
    env: { HOME: folder, TMPDIR: folder, ...env },
  }).output();
  Deno.removeSync(`${folder}/bond`);
  Deno.removeSync(`${folder}/${fixture}`, { recursive: true });
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

Deno.test("an ordinary user replays a chain", () =>
  leavingNothing(async (folder) => {
    const { code, stdout, stderr } = await asUser(folder, "sriov-bond");
    assert.equal(stderr, "");
    assert.match(stdout, /ADD {3}bond0 .* ok 10\.56\.217\.2\/24/);
    assert.match(stdout, /chain ok, nothing left behind\n$/);
    assert.equal(code, 0);
  }));

Deno.test("a user's PATH need not have the programs of a node, such as iptables", () =>
  leavingNothing(async (folder) => {
    const { code, stderr } = await asUser(folder, "port-mappings", { PATH: "/usr/bin:/bin" });
    assert.deepEqual([code, stderr], [0, ""]);
  }));

Deno.test("a user may be in a folder that only root can enter", async () => {
  if (Deno.uid() !== 0) return; // Then there is no such folder to be in.
  const closed = Deno.makeTempDirSync();
  await leavingNothing(async (folder) => {
    const { code, stderr } = await asUser(folder, "sriov-bond", { cwd: closed });
    assert.equal(stderr, `working in / because ${closed} cannot be read: permission denied\n`);
    assert.equal(code, 0);
  });
  Deno.removeSync(closed);
});

Deno.test("a configuration of its own is attached without manifests, on the NICs that it names", async () => {
  const conf = "fixtures/flannel-standalone/00-flannel-bonding.conf";
  const { code, stdout } = await emulate(["--net", conf, "--netns", "new", "--check"]).output();
  assert.equal(code, 0);
  const text = decoder.decode(stdout);
  assert.match(text, /ens3: <.*> mtu 1450 master eth0 state UP/);
  assert.match(text, /✓ check default\/pod/);
  assert.match(text, /chain ok, nothing left behind\n$/);
});

Deno.test("--net and manifests exclude each other, and one of them must be there", async () => {
  const both = await emulate(["--net", "x.conf", "fixtures/sriov-bond"]).output();
  assert.equal(both.code, 2);
  assert.match(decoder.decode(both.stderr), /--net goes without manifests/);
  const none = await emulate([]).output();
  assert.equal(none.code, 2);
  assert.match(decoder.decode(none.stderr), /name files or folders with manifests, or use --net/);
  const absent = await emulate(["--net", "/absent.conf"]).output();
  assert.equal(absent.code, 2);
  assert.match(decoder.decode(absent.stderr), /--net: \/absent\.conf is no CNI configuration/);
});

Deno.test("a shell in the pod sees cables pulled, and its end detaches the pod", async () => {
  const session = `stty rows 40 cols 80; ${bond} emulate --shell fixtures/failover-miimon`;
  const child = new Deno.Command("script", {
    args: ["--quiet", "--return", "--command", session, "/dev/null"],
    cwd: root,
    env: { NO_COLOR: "1", TERM: "dumb" },
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const keyboard = child.stdin.getWriter();
  const commands = [
    "cat /sys/class/net/bond0/bonding/active_slave",
    "bond lab down ens1f0 absent",
    "bond lab down ens1f0",
    "bond lab impair ens2f0 --loss 5 --delay 10",
    "sleep 1; cat /sys/class/net/bond0/bonding/active_slave",
    "exit",
  ];
  let seen = "";
  let typed = 0;
  for await (const chunk of child.stdout) {
    seen += decoder.decode(chunk, { stream: true });
    if (!seen.endsWith("default/test-pod# ")) continue;
    await keyboard.write(new TextEncoder().encode(`${commands[typed++]}\n`));
  }
  await keyboard.close().catch(() => {});
  const [, first = "", refused = "", pulled = "", impaired = "", second = "", end = ""] = seen
    .replaceAll("\r", "")
    .split("default/test-pod# ");
  assert.match(first, /^net1$/m);
  assert.match(refused, /the lab has no "absent"; it has ens1f0, ens2f0,/);
  assert.match(pulled, /^ens1f0 +physical function +down$/m);
  assert.match(impaired, /^ens2f0 +physical function +up +loses 5 % of frames, each 10 ms late$/m);
  assert.match(second, /^net2$/m);
  assert.match(end, /DEL {3}bond0 .* ok\n[^]*chain ok, nothing left behind\n$/);
  assert.equal((await child.status).code, 0);
});

Deno.test("--shell needs a terminal", async () => {
  const { code, stderr } = await emulate(["--shell", "fixtures/sriov-bond"]).output();
  assert.equal(code, 2);
  assert.match(decoder.decode(stderr), /--shell needs a terminal/);
});

Deno.test("outside of a lab there is no hardware to look at", async () => {
  const { code, stderr } = await new Deno.Command(bond, { args: ["lab"] }).output();
  assert.equal(code, 2);
  assert.match(decoder.decode(stderr), /no lab is running here.*bond emulate --shell/);
});

/** `bond emulate` as people run it: the built executable, on this machine. */

import assert from "node:assert/strict";
import { resolve } from "node:path";
import { eventually, leavingNothing } from "../emulator/kernel/testing.ts";

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

for (const moment of ["Linux", "ADD   net1", "kubectl exec", "DEL   net2"]) {
  Deno.test(`Ctrl-C, SIGTERM or a crash when "${moment}" was printed leave nothing behind`, async () => {
    for (const [signal, status] of [["SIGINT", 130], ["SIGTERM", 143], ["SIGKILL", 137]] as const) {
      await leavingNothing(async (folder) => {
        const before = machine();
        const child = emulate(["--kernel", "uml", "fixtures/sriov-bond"], { TMPDIR: folder });
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
        await eventually(() => [...Deno.readDirSync(folder)].length === 0, "the folder is empty");
        assert.equal(machine(), before, "afterwards");
      });
    }
  });
}

Deno.test("an ordinary user replays a chain", () =>
  leavingNothing(async (folder) => {
    // The user may not be able to look into this very folder.
    const [program, fixture] = [`${folder}/bond`, `${folder}/sriov-bond`];
    Deno.chmodSync(folder, 0o777);
    Deno.copyFileSync(bond, program);
    new Deno.Command("cp", { args: ["-r", `${root}/fixtures/sriov-bond`, fixture] }).outputSync();
    const user = Deno.uid() === 0
      ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all"]
      : ["env"];
    const [command = "", ...args] = user;
    const { code, stdout, stderr } = await new Deno.Command(command, {
      args: [...args, program, "emulate", fixture],
      env: { HOME: folder, TMPDIR: folder },
      cwd: "/",
    }).output();
    assert.equal(decoder.decode(stderr), "");
    assert.match(decoder.decode(stdout), /ADD {3}bond0 .* ok 10\.56\.217\.2\/24/);
    assert.match(decoder.decode(stdout), /chain ok, nothing left behind\n$/);
    assert.equal(code, 0);
    Deno.removeSync(program);
    Deno.removeSync(fixture, { recursive: true });
  }));

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
  const [, first = "", refused = "", pulled = "", second = "", end = ""] = seen.replaceAll("\r", "")
    .split("default/test-pod# ");
  assert.match(first, /^net1$/m);
  assert.match(refused, /the lab has no "absent"; it has ens1f0, ens2f0,/);
  assert.match(pulled, /^ens1f0 +physical function +down$/m);
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

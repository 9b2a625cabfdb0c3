import assert from "node:assert/strict";
import { HostKernel } from "./host.ts";
import { selectKernel } from "./select.ts";
import { collect, eventually, processesWith } from "./testing.ts";

const script = new URL("../../../scripts/guest.ts", import.meta.url).pathname;
const kernel = new HostKernel(() => {});

/** Everything of the machine that a command could have changed. */
function machine(): string {
  const show =
    "ip -j link; ip -j addr; ls -A /run /run/netns /var/lib/cni; cat /proc/self/mountinfo";
  const { stdout } = new Deno.Command("sh", { args: ["-c", show] }).outputSync();
  return new TextDecoder().decode(stdout);
}

Deno.test("a kernel that has bonding is chosen, and nothing of the machine changes by asking", () => {
  const before = machine();
  assert.equal(selectKernel("auto", () => {}).provider, "host");
  assert.equal(selectKernel("host", () => {}).provider, "host");
  assert.equal(machine(), before);
});

Deno.test("the machine is the same before, while and after a command changes its own world", async () => {
  const before = machine();
  let during = "";
  const changes = `ip link add bond7 type bond mode active-backup
    ip link add type veth; ip link set lo down; ip netns add pod
    mkdir /var/lib/cni/bond; echo x > /run/x
    ls -A /var/lib/cni; ls /sys/class/net; ip netns; readlink /proc/self; echo now; sleep 1`;
  let stdout = "";
  const { code } = await kernel.run(["sh", "-ec", changes], {
    stdout: (chunk) => {
      stdout += new TextDecoder().decode(chunk);
      if (stdout.endsWith("now\n")) during = machine();
    },
    stderr: (chunk) => Deno.stderr.writeSync(chunk),
  });
  assert.equal(code, 0);
  assert.match(stdout, /^bond\nbond7\nbonding_masters\nlo\nveth0\nveth1\npod\n\d{1,2}\nnow\n$/);
  assert.equal(during, before);
  assert.equal(machine(), before);
});

Deno.test("stdin, stdout, stderr, the environment and the exit status are passed on", async () => {
  const stdin = Uint8Array.of(0, 10, 13, 255);
  const { code, stdout, stderr } = await collect(
    kernel,
    ["sh", "-c", 'cat; printf "$ODD" >&2; exit 42'],
    { stdin, env: { PATH: "/usr/sbin:/usr/bin", ODD: "it's" } },
  );
  assert.deepEqual({ code, stdout, stderr }, {
    code: 42,
    stdout: "\0\n\r\xff",
    stderr: "it's",
  });
  assert.equal((await collect(kernel, ["sh", "-c", "kill -KILL $$"])).code, 137);
});

Deno.test("what a command leaves running ends with it", async () => {
  await collect(kernel, ["sh", "-c", "sleep 54321 & exit"]);
  await eventually(() => processesWith("sleep 54321").length === 0, "sleep has ended");
});

for (const signal of ["SIGTERM", "SIGKILL"] as const) {
  Deno.test(`${signal} to the process that runs a command ends all of it`, async () => {
    const child = new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "--allow-all", "--no-check", script, "--kernel", "host"],
        ...["sh", "-c", "sleep 54321 & sleep 54321"],
      ],
      stderr: "null",
    }).spawn();
    const runs = () => processesWith("sleep 54321").some((line) => line.startsWith("sleep "));
    await eventually(runs, "the command runs");
    child.kill(signal);
    await child.status;
    await eventually(() => processesWith("sleep 54321").length === 0, "the command has ended");
  });
}

Deno.test("an ordinary user is root in a user namespace of its own", async () => {
  const denoDir = Deno.makeTempDirSync();
  Deno.chownSync(denoDir, 65534, 65534);
  const { code, stdout, stderr } = await new Deno.Command("setpriv", {
    args: [
      ...["--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all", Deno.execPath()],
      ...["run", "--allow-all", "--no-check", script, "--kernel", "host"],
      ...["sh", "-ec", "id -u; ip link add bond7 type bond; ip netns add pod; ls /sys/class/net"],
    ],
    env: { HOME: denoDir, DENO_DIR: denoDir },
    cwd: "/",
  }).output();
  Deno.removeSync(denoDir, { recursive: true });
  assert.equal(new TextDecoder().decode(stderr), "");
  assert.equal(new TextDecoder().decode(stdout), "0\nbond7\nbonding_masters\nlo\n");
  assert.equal(code, 0);
});

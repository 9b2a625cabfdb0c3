/** `bond emulate` on a kernel that is the machine's own: nobody else may notice. */

import assert from "node:assert/strict";
import { pluginCommand } from "../../../cni/testing.ts";
import { eventually, leavingNothing, processesWith } from "./testing.ts";

const decoder = new TextDecoder();

/** Everything of the machine that a lab could have changed, as others see it. */
function machine(): string {
  const show = "ip -j -d link; ip -j addr; ip -j route; ip -j -6 route; ip -j rule; ip netns; " +
    "ls -A /run /run/netns /var/lib /var/lib/cni /opt 2>&1; cat /proc/self/mountinfo";
  return decoder.decode(new Deno.Command("sh", { args: ["-c", show] }).outputSync().stdout);
}

/** The folder is for its temporary files. */
function emulate(fixture: string, folder: string, before: readonly string[] = []) {
  const [program = "", ...args] = [...before, ...pluginCommand()];
  return new Deno.Command(program, {
    args: [...args, "emulate", "--kernel", "host", fixture],
    env: { TMPDIR: folder },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

Deno.test("the host is the same before, while and after a chain is replayed on its kernel", () =>
  leavingNothing(async (folder) => {
    const before = machine();
    const child = emulate("fixtures/sriov-bond", folder);
    let said = "";
    const during: string[] = [];
    for await (const chunk of child.stdout) {
      said += decoder.decode(chunk, { stream: true });
      during.push(machine());
    }
    assert.equal((await child.status).code, 0, await new Response(child.stderr).text());
    assert.match(said, /this machine's kernel/);
    assert.match(said, /chain ok, nothing left behind\n$/);
    assert.ok(during.length >= 5, `looked ${during.length} times`);
    for (const seen of during) assert.equal(seen, before);
    assert.equal(machine(), before);
  }));

/** Where a tenant would have plugins that run as root write. */
const HOSTILE_FOLDERS = [
  "/etc/evil",
  "/root/evil",
  "/dev/shm/evil",
  "/var/lib/cni/../../../etc/evil",
  "/proc/1/root/etc/evil",
  "/proc/self/cwd/../../../../../../etc/evil",
];

/** Networks that write where their configuration says, change the kernel's settings, and take the machine's links. */
function hostileNetworks(): Record<string, unknown>[][] {
  const ipam = (dataDir: string) => ({ type: "host-local", dataDir, subnet: "10.77.0.0/24" });
  const bond = { type: "bond", mode: 1, miimon: 100, links: [{ name: "h1a" }, { name: "h1b" }] };
  // A replay ends with the first network that fails.
  return [
    HOSTILE_FOLDERS.map((folder) => ({ type: "bridge", bridge: "br7", ipam: ipam(folder) })),
    [{ ...bond, stateDir: "/etc/evil/x" }],
    [{ ...bond, linksInContainer: false, allowInUse: true }],
    [{ type: "host-device", device: "h1a" }],
    [{ type: "tuning", sysctl: { "kernel.core_pattern": "7" } }],
    [{ type: "../../../../bin/touch" }],
  ];
}

/** Manifests of one pod for each of the networks, as JSON, which is YAML. */
function hostileManifests(networks: readonly Record<string, unknown>[]): string {
  return networks.flatMap((network, i) => [
    {
      apiVersion: "k8s.cni.cncf.io/v1",
      kind: "NetworkAttachmentDefinition",
      metadata: { name: `evil${i}` },
      spec: { config: JSON.stringify({ cniVersion: "0.4.0", name: `evil${i}`, ...network }) },
    },
    {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: `pod${i}`, annotations: { "k8s.v1.cni.cncf.io/networks": `evil${i}` } },
      spec: { containers: [{ name: "app", image: "app" }] },
    },
  ]).map((manifest) => JSON.stringify(manifest)).join("\n---\n");
}

Deno.test("manifests that are out for the machine change no file, setting or link of it", () =>
  leavingNothing(async (folder) => {
    const run = (line: string) =>
      decoder.decode(new Deno.Command("sh", { args: ["-c", line] }).outputSync().stdout);
    const files = () =>
      run(
        "find /etc /var/tmp /dev/shm /run /root /var/lib -maxdepth 2 -xdev -printf '%p %T@ %m %u %s\\n' | sort; " +
          "cat /proc/sys/kernel/core_pattern /proc/sys/kernel/hostname /proc/sys/vm/swappiness /proc/sys/fs/file-max",
      ).split("\n");
    run("for i in a b; do ip link add h1$i type dummy; ip link set h1$i up; done");
    run("ip addr add 192.0.2.1/24 dev h1a; ip route add default via 192.0.2.254");
    try {
      const manifests = `${folder}/manifests`;
      Deno.mkdirSync(manifests);
      const before = [machine(), ...files()];
      let said = "";
      for (const networks of hostileNetworks()) {
        Deno.writeTextFileSync(`${manifests}/all.yaml`, hostileManifests(networks));
        said += decoder.decode((await emulate(manifests, folder).output()).stdout);
      }
      // What is tried is tried: the plugins do run.
      for (let i = 0; i < HOSTILE_FOLDERS.length; i++) {
        assert.match(said, new RegExp(`ADD +net1 +bridge +default/evil${i} .* ok `));
      }
      for (const type of ["bond", "host-device", "tuning"]) {
        assert.match(said, new RegExp(`ADD +net1 +${type} `));
      }
      assert.deepEqual([machine(), ...files()], before);
      Deno.removeSync(manifests, { recursive: true });
    } finally {
      run("for i in a b; do ip link del h1$i; done");
    }
  }));

Deno.test("a shell opens in a pod on the host's kernel, and no file of it is on the machine", () =>
  leavingNothing(async (folder) => {
    const command = [...pluginCommand(), "emulate", "--kernel", "host", "--shell"].join(" ");
    const child = new Deno.Command("script", {
      args: ["--quiet", "--return", "--command", `${command} fixtures/sriov-bond`, "/dev/null"],
      env: { TMPDIR: folder, TERM: "dumb", NO_COLOR: "1" },
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const keyboard = child.stdin.getWriter();
    let seen = "";
    for await (const chunk of child.stdout) {
      seen += decoder.decode(chunk, { stream: true });
      if (!seen.endsWith("default/test-pod# ")) continue;
      assert.deepEqual([...Deno.readDirSync(folder)], []);
      await keyboard.write(new TextEncoder().encode("exit\n"));
    }
    await keyboard.close().catch(() => {});
    assert.match(
      seen.replaceAll("\r", ""),
      /DEL {3}bond0 .* ok\n[^]*chain ok, nothing left behind\n$/,
    );
    assert.equal((await child.status).code, 0);
  }));

for (const signal of ["SIGINT", "SIGKILL"] as const) {
  Deno.test(`${signal} in the middle of a chain leaves the host as it was`, () =>
    leavingNothing(async (folder) => {
      const before = machine();
      const child = emulate("fixtures/sriov-bond", folder);
      let said = "";
      for await (const chunk of child.stdout) {
        said += decoder.decode(chunk, { stream: true });
        if (said.includes("ADD   bond0")) break;
      }
      child.kill(signal);
      await child.status;
      await child.stderr.cancel();
      await eventually(() => processesWith("sriov-bond").length === 0, "all processes have ended");
      assert.equal(machine(), before);
    }));
}

Deno.test("an ordinary user replays a chain on the machine's kernel", () =>
  leavingNothing(async (folder) => {
    Deno.chmodSync(folder, 0o777);
    const before = machine();
    const user = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all"];
    const child = emulate("fixtures/sriov-bond", folder, [...user, "env", `HOME=${folder}`]);
    const { code, stdout, stderr } = await child.output();
    assert.equal(decoder.decode(stderr), "");
    assert.match(decoder.decode(stdout), /chain ok, nothing left behind\n$/);
    assert.equal(code, 0);
    assert.equal(machine(), before);
  }));

/** The built executable, installed on a node, and containerd, which calls it as for a kubelet's pods. */

import assert from "node:assert/strict";
import { pluginCommand } from "../../../cni/testing.ts";
import { Containerd } from "./testing_containerd.ts";

const LINKS = ["cd1", "cd2"];

function run(program: string, ...args: string[]): string {
  const { success, stdout, stderr } = new Deno.Command(program, { args }).outputSync();
  assert.ok(success, `${program} ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
  return new TextDecoder().decode(stdout);
}

/** A kernel that was booted for tests has none of what a service manager would have mounted. */
function mountOnce(type: string, path: string): void {
  if (run("cat", "/proc/mounts").includes(` ${path} ${type} `)) return;
  Deno.mkdirSync(path, { recursive: true });
  run("mount", "-t", type, type, path);
}

function network(name: string, ...more: unknown[]): Record<string, unknown> {
  const bond = {
    type: "bond",
    mode: "active-backup",
    miimon: 100,
    linksInContainer: false,
    links: LINKS.map((name) => ({ name })),
    ipam: {
      type: "host-local",
      ranges: [[{ subnet: "10.98.0.0/24" }]],
      routes: [{ dst: "0.0.0.0/0" }],
    },
  };
  return { cniVersion: "1.0.0", name, plugins: [bond, ...more] };
}

function pod(name: string) {
  const metadata = { name, uid: `uid-of-${name}`, namespace: "default", attempt: 0 };
  // From port 8080 of the node to port 80 of the pod; protocol 0 is TCP.
  const port_mappings = [{ protocol: 0, container_port: 80, host_port: 8080 }];
  return { metadata, hostname: name, log_directory: "/run/logs", linux: {}, port_mappings };
}

interface SeenLink {
  ifname: string;
  master?: string;
  flags: string[];
  addr_info: { local: string; family: string }[];
}

function linksAt(netns: string): SeenLink[] {
  return JSON.parse(run("nsenter", `--net=${netns}`, "ip", "-j", "address"));
}

function hostLinks(): string[] {
  const links: SeenLink[] = JSON.parse(run("ip", "-j", "link"));
  return links.map(({ ifname }) => ifname).filter((name) => LINKS.includes(name)).sort();
}

/** The namespace of a pod, after a look at what the kubelet is told. */
async function netnsOf(containerd: Containerd, pod_sandbox_id: string): Promise<string> {
  const answer = await containerd.call("PodSandboxStatus", { pod_sandbox_id, verbose: true });
  assert.match(answer.status.network.ip, /^10\.98\.0\.\d+$/);
  const info: { runtimeSpec: { linux: { namespaces: { type: string; path?: string }[] } } } = JSON
    .parse(answer.info.info);
  const { path = "" } = info.runtimeSpec.linux.namespaces.find(({ type }) => type === "network") ??
    {};
  return path;
}

Deno.test("containerd gives the kubelet's pods a bond, across its own end, and takes it away", async (t) => {
  mountOnce("cgroup2", "/sys/fs/cgroup");
  mountOnce("mqueue", "/dev/mqueue");
  for (const name of LINKS) {
    run("ip", "link", "add", name, "type", "veth", "peer", "name", `${name}far`);
    run("ip", "link", "set", `${name}far`, "up");
  }
  using containerd = new Containerd(network(
    "cri-bond",
    { type: "tuning", sysctl: { "net.core.somaxconn": "500" } },
    { type: "portmap", capabilities: { portMappings: true } },
  ));
  const [program = "", ...source] = pluginCommand();
  assert.deepEqual(source, [], "the executable has not been built");
  run(program, "install", "--cni-bin-dir", containerd.binDir);
  await containerd.start();
  containerd.importImages();
  const released = () => {
    assert.deepEqual(hostLinks(), LINKS, "the links are back");
    assert.equal(run("find", "/var/lib/cni/bond", "-name", "*.json"), "", "no record is left");
    assert.doesNotMatch(
      run("ls", "/var/lib/cni/networks/cri-bond"),
      /10\.98\./,
      "no address is left",
    );
  };

  await t.step("the network is ready, and a pod's eth0 is the bond, with an address", async () => {
    const { status } = await containerd.call("Status", {});
    const ready = status.conditions.find(({ type }) => type === "NetworkReady");
    assert.equal(ready?.status, true, ready?.message);

    const { pod_sandbox_id } = await containerd.call("RunPodSandbox", { config: pod("one") });
    const netns = await netnsOf(containerd, pod_sandbox_id);
    const links = linksAt(netns);
    const bond = links.find(({ ifname }) => ifname === "eth0");
    assert.ok(bond?.flags.includes("LOWER_UP"));
    assert.ok(bond.addr_info.some(({ family }) => family === "inet"));
    assert.deepEqual(
      links.filter(({ master }) => master === "eth0").map(({ ifname }) => ifname).sort(),
      LINKS,
    );
    assert.equal(
      run("nsenter", `--net=${netns}`, "cat", "/proc/sys/net/core/somaxconn").trim(),
      "500",
      "the plugin behind it in the list had its turn",
    );
    assert.deepEqual(hostLinks(), []);
    await containerd.call("StopPodSandbox", { pod_sandbox_id });
    await containerd.call("RemovePodSandbox", { pod_sandbox_id });
    released();
  });

  await t.step("a pod outlives containerd, and is taken down by the next one", async () => {
    const { pod_sandbox_id } = await containerd.call("RunPodSandbox", { config: pod("two") });
    const netns = await netnsOf(containerd, pod_sandbox_id);
    await containerd.kill();
    assert.ok(linksAt(netns).some(({ ifname }) => ifname === "eth0"));
    await containerd.start();
    await containerd.call("StopPodSandbox", { pod_sandbox_id });
    await containerd.call("RemovePodSandbox", { pod_sandbox_id });
    released();
  });

  await t.step("`bond install --uninstall` waits for the last pod", async () => {
    const { pod_sandbox_id } = await containerd.call("RunPodSandbox", { config: pod("three") });
    const uninstall = () =>
      new Deno.Command(program, {
        args: ["install", "--uninstall", "--cni-bin-dir", containerd.binDir],
      }).outputSync();
    const refused = uninstall();
    assert.equal(refused.code, 1);
    assert.match(new TextDecoder().decode(refused.stderr), /pods on this node have bonds/);
    await containerd.call("StopPodSandbox", { pod_sandbox_id });
    await containerd.call("RemovePodSandbox", { pod_sandbox_id });
    released();
    assert.equal(uninstall().code, 0);
    assert.throws(() => Deno.statSync(`${containerd.binDir}/bond`));
  });
});

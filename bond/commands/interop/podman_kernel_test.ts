/** Debian's podman, with its CNI backend, as the runtime of the built executable. */

import assert from "node:assert/strict";
import { pluginCommand } from "../../../cni/testing.ts";
import { ownNode } from "../../testing_node.ts";
import { copyProgram } from "./testing_image.ts";
import { createLink, deleteLink, getLink, Rtnetlink, setLink } from "../../../netlink/mod.ts";

/** A folder with the executable under its type, a root file system for containers, and podman's files. */
class Podman implements Disposable {
  readonly directory = Deno.makeTempDirSync({ dir: "/var/tmp" });
  readonly #node = ownNode();
  readonly #storage = ["--storage-driver", "vfs", "--root", `${this.directory}/storage`];

  constructor(network: Record<string, unknown>) {
    mountOnce("cgroup2", "/sys/fs/cgroup");
    mountOnce("mqueue", "/dev/mqueue");
    for (const folder of ["bin", "net.d", "rootfs", "run"]) {
      Deno.mkdirSync(`${this.directory}/${folder}`);
    }
    const [program, ...args] = pluginCommand();
    const wrapper = `#!/bin/sh\nexec ${[program, ...args].join(" ")}\n`;
    Deno.writeTextFileSync(`${this.directory}/bin/bond`, wrapper, { mode: 0o755 });
    Deno.writeTextFileSync(`${this.directory}/net.d/bond.conflist`, JSON.stringify(network));
    Deno.writeTextFileSync(
      `${this.directory}/containers.conf`,
      [
        "[network]",
        'network_backend = "cni"',
        `cni_plugin_dirs = ["${this.directory}/bin", "/usr/lib/cni"]`,
        `network_config_dir = "${this.directory}/net.d"`,
        "[engine]",
        'cgroup_manager = "cgroupfs"',
        'events_logger = "file"',
      ].join("\n"),
    );
    copyProgram("/sbin/ip", `${this.directory}/rootfs`);
    for (const folder of ["proc", "sys", "dev", "etc", "tmp", "run"]) {
      Deno.mkdirSync(`${this.directory}/rootfs/${folder}`);
    }
  }

  /** Runs `command` in a container on the network. */
  run(...command: string[]): { code: number; stdout: string; stderr: string } {
    return output("podman", [
      ...this.#storage,
      ...["--runroot", `${this.directory}/run`, "run", "--rm", "--security-opt"],
      ...["seccomp=unconfined", "--network", "bond", "--rootfs", `${this.directory}/rootfs`],
      ...command,
    ], { CONTAINERS_CONF: `${this.directory}/containers.conf` });
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.directory, { recursive: true });
    this.#node[Symbol.dispose]();
  }
}

function output(program: string, args: string[], env: Record<string, string> = {}) {
  const { code, stdout, stderr } = new Deno.Command(program, { args, env }).outputSync();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** A kernel that was booted for tests has none of what a service manager would have mounted. */
function mountOnce(type: string, path: string): void {
  if (Deno.readTextFileSync("/proc/thread-self/mounts").includes(` ${path} `)) return;
  Deno.mkdirSync(path, { recursive: true });
  const { code, stderr } = output("mount", ["-t", type, type, path]);
  assert.equal(code, 0, stderr);
}

/** Links of the host as iproute2 sees them, in what ADD and DEL must not change. */
function hostLinks(names: readonly string[]): unknown[] {
  const links: Record<string, unknown>[] = JSON.parse(output("ip", ["-j", "link"]).stdout);
  return names.map((name) => {
    const link = links.find(({ ifname }) => ifname === name);
    return link && [link["address"], link["mtu"], link["flags"], link["ifalias"]];
  });
}

function network(links: readonly string[]): Record<string, unknown> {
  return {
    cniVersion: "1.0.0",
    name: "bond",
    plugins: [{
      type: "bond",
      mode: "active-backup",
      miimon: 100,
      linksInContainer: false,
      links: links.map((name) => ({ name })),
      ipam: {
        type: "host-local",
        ranges: [[{ subnet: "10.98.0.0/24" }]],
        routes: [{ dst: "0.0.0.0/0" }],
      },
    }],
  };
}

/** Two veth links on the host, whose far ends are up. Disposing it removes them. */
class HostLinks implements Disposable {
  readonly names = ["pm1", "pm2"];

  constructor() {
    using rt = Rtnetlink.open();
    for (const name of this.names) {
      createLink(rt, { name, kind: "veth", veth: { peer: { name: `${name}far` } } });
      setLink(rt, getLink(rt, name).index, { mtu: 1600, alias: `uplink ${name}` });
      setLink(rt, getLink(rt, `${name}far`).index, { up: true });
    }
  }

  [Symbol.dispose](): void {
    using rt = Rtnetlink.open();
    for (const name of this.names) deleteLink(rt, getLink(rt, name).index);
  }
}

/** Throws when the plugin has a record left, or host-local an address. */
function assertNothingKept(): void {
  assert.equal(output("find", ["/var/lib/cni/bond", "-type", "f"]).stdout, "", "a record is left");
  assert.doesNotMatch(output("ls", ["/var/lib/cni/networks/bond"]).stdout, /10\.98\./);
}

Deno.test("podman runs a container on a bond of host links, and gives them back", () => {
  using links = new HostLinks();
  const { names } = links;
  const before = hostLinks(names);
  using podman = new Podman(network(names));
  const { code, stdout, stderr } = podman.run("/sbin/ip", "-j", "-d", "address");
  assert.equal(code, 0, stderr);
  const inside: { ifname: string; master?: string; addr_info: { local: string }[] }[] = JSON.parse(
    stdout,
  );
  const bond = inside.find(({ ifname }) => ifname === "eth0");
  assert.deepEqual(bond?.addr_info.map(({ local }) => local).filter((ip) => ip.includes(".")), [
    "10.98.0.2",
  ]);
  assert.deepEqual(
    inside.filter(({ master }) => master === "eth0").map(({ ifname }) => ifname).sort(),
    names,
  );
  assert.deepEqual(hostLinks(names), before);
  assertNothingKept();
});

Deno.test("podman's user reads which link is missing, and the other one stays on the host", () => {
  using links = new HostLinks();
  const names = ["pm1", "absent0"];
  const before = hostLinks(links.names);
  using podman = new Podman(network(names));
  const { code, stderr } = podman.run("/sbin/ip", "address");
  assert.notEqual(code, 0);
  assert.match(stderr, /link absent0 is absent on the host/);
  assert.deepEqual(hostLinks(links.names), before);
  assertNothingKept();
});

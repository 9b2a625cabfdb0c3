/** Debian's podman, with its CNI backend, as the runtime of the built executable. */

import assert from "node:assert/strict";
import { pluginCommand } from "../../../cni/testing.ts";
import { ownNode } from "../../testing_node.ts";
import { copyProgram } from "./testing_image.ts";
import {
  addressesOf,
  assertNothingKept,
  bondNetwork,
  HostLinks,
  mountForRuntimes,
  run,
  type Said,
  type ShownLink,
} from "./testing_runtime.ts";

/** A folder with the executable under its type, a root file system for containers, and podman's files. */
class Podman implements Disposable {
  readonly directory = Deno.makeTempDirSync({ dir: "/var/tmp" });
  readonly #node = ownNode();
  readonly #storage = ["--storage-driver", "vfs", "--root", `${this.directory}/storage`];

  constructor(network: Record<string, unknown>) {
    mountForRuntimes();
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
  run(...command: string[]): Said {
    return run("podman", [
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

Deno.test("podman runs a container on a bond of host links, and gives them back", () => {
  using links = new HostLinks();
  const before = links.look();
  using podman = new Podman(bondNetwork(links.names));
  const { code, stdout, stderr } = podman.run("/sbin/ip", "-j", "-d", "address");
  assert.equal(code, 0, stderr);
  const inside: ShownLink[] = JSON.parse(stdout);
  const bond = inside.find(({ ifname }) => ifname === "eth0");
  // host-local gives the address after the last one that it gave.
  assert.match(addressesOf(bond).join(), /^10\.98\.0\.\d+$/);
  assert.deepEqual(
    inside.filter(({ master }) => master === "eth0").map(({ ifname }) => ifname).sort(),
    links.names,
  );
  assert.deepEqual(links.look(), before);
  assertNothingKept();
});

Deno.test("podman's user reads which link is missing, and the other one stays on the host", () => {
  using links = new HostLinks();
  const before = links.look();
  using podman = new Podman(bondNetwork(["pm1", "absent0"]));
  const { code, stderr } = podman.run("/sbin/ip", "address");
  assert.notEqual(code, 0);
  assert.match(stderr, /link absent0 is absent on the host/);
  assert.deepEqual(links.look(), before);
  assertNothingKept();
});

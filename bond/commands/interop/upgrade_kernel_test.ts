/** A node's plugin is replaced while pods have bonds: by a later one, and back by an earlier one. */

import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { JsonObject } from "../../../cni/mod.ts";
import {
  attachmentVariables,
  callExecutable,
  pluginCommand,
  type PluginReply,
  replyObject,
} from "../../../cni/testing.ts";
import { listAside, recordPath } from "../../restore/mod.ts";
import { STATE_DIR } from "../../state_dir.ts";
import { install, type Target } from "../../install/mod.ts";
import { essence, World } from "../../testing.ts";
import { output } from "./testing_runtime.ts";

/** The place for the commit in an executable, which a release fills in, and what is put there instead. */
const [COMMIT_PLACE, COMMIT] = ["@commit@", "5eed5eed"] as const;

/** Our modules are at an executable's end: memory for all of it would be too much in a guest. */
const TAIL_OCTETS = 6_000_000;

/** Writes the executable of another commit, and returns its path. */
function anotherBuild(path: string): string {
  Deno.copyFileSync(builtProgram(), path);
  const file = Deno.openSync(path, { read: true, write: true });
  const start = file.statSync().size - TAIL_OCTETS;
  const tail = Buffer.alloc(TAIL_OCTETS);
  file.seekSync(start, Deno.SeekMode.Start);
  for (let read = 0; read < tail.length;) read += file.readSync(tail.subarray(read)) ?? tail.length;
  for (let at = tail.indexOf(COMMIT_PLACE); at >= 0; at = tail.indexOf(COMMIT_PLACE, at + 1)) {
    file.seekSync(start + at, Deno.SeekMode.Start);
    file.writeSync(new TextEncoder().encode(COMMIT));
  }
  file.close();
  assert.match(output(path, "--version"), new RegExp(`^commit ${COMMIT}$`, "m"));
  return path;
}

function builtProgram(): string {
  const [program = "", ...source] = pluginCommand();
  assert.deepEqual(source, [], "the executable has not been built");
  return program;
}

/** A folder for plugins, into which builds are installed as launchers of a few octets: memory is scarce. */
class PluginFolder implements Disposable {
  readonly path = Deno.makeTempDirSync({ dir: "/run" });
  readonly target: Target = {
    nodeRoot: undefined,
    cniBinDir: this.path,
    names: ["bond"],
    force: false,
  };

  async install(program: string): Promise<void> {
    const launcher = `${this.path}/launcher`;
    // The comment tells the installer whose it is.
    Deno.writeTextFileSync(launcher, `#!/bin/sh\n# CNI plugin for bonded links\nexec ${program}\n`);
    Deno.chmodSync(launcher, 0o755);
    await install(launcher, this.target);
  }

  call(world: World, command: string, config: JsonObject): Promise<PluginReply> {
    return callExecutable([`${this.path}/bond`], {
      variables: attachmentVariables(command, {
        CNI_CONTAINERID: world.id,
        CNI_NETNS: world.netnsPath,
        CNI_IFNAME: "bond0",
      }),
      stdin: config,
    });
  }

  async succeed(world: World, command: string, config: JsonObject): Promise<JsonObject> {
    const reply = await this.call(world, command, config);
    assert.equal(reply.exitCode, 0, `${command}: ${reply.stdout}${reply.stderr}`);
    return reply.stdout === "" ? {} : replyObject(reply);
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}

Deno.test("a bond that one version made is checked and taken down by the next, and by the one before", async () => {
  using world = new World();
  world.twoLinks();
  const before = essence((await world.see()).links);
  using folder = new PluginFolder();
  const present = builtProgram();
  const later = anotherBuild(`${folder.path}/later`);
  for (const [first, second] of [[present, later], [later, present]] as const) {
    await folder.install(first);
    const config = world.config(["net1", "net2"], { cniVersion: "1.0.0" });
    const prevResult = await folder.succeed(world, "ADD", config);
    await folder.install(second);
    await folder.succeed(world, "CHECK", { ...config, prevResult });
    await folder.succeed(world, "DEL", { ...config, prevResult });
    await world.assertUntouched(before);
  }
});

Deno.test("a record of a format that is not known yet is kept aside, and the links are given back as far as they are known", async () => {
  using world = new World();
  world.twoLinks();
  using folder = new PluginFolder();
  await folder.install(builtProgram());
  const config = world.config(["net1", "net2"], { cniVersion: "1.0.0" });
  const prevResult = await folder.succeed(world, "ADD", config);
  const record = recordPath(STATE_DIR, {
    network: "bond-net",
    containerId: world.id,
    ifname: "bond0",
  });
  const known = Deno.readTextFileSync(record);
  const unknown = known.replace('"version":1', '"version":2');
  assert.notEqual(unknown, known);
  Deno.writeTextFileSync(record, unknown);
  await folder.succeed(world, "DEL", { ...config, prevResult });
  const { links } = await world.see();
  assert.deepEqual(links.map(({ ifname, master }) => [ifname, master]), [
    ["lo", undefined],
    ["net1", undefined],
    ["net2", undefined],
  ]);
  assert.ok(listAside(STATE_DIR).some((path) => Deno.readTextFileSync(path) === unknown));
});

Deno.test("called in a chroot, as Multus' thick daemon does it, policy and records are those of the node", async () => {
  using world = new World();
  world.twoLinks();
  // A node whose files are the machine's, but whose state and policy are its own.
  const root = Deno.makeTempDirSync({ dir: "/run" });
  const node = Deno.makeTempDirSync({ dir: "/run" });
  output("mount", "--rbind", "/", root);
  try {
    output("mount", "--make-rslave", root);
    for (const [own, place] of [["state", "/var/lib/cni/bond"], ["etc", "/etc/cni/bond"]]) {
      Deno.mkdirSync(`${node}/${own}`, { mode: 0o755 });
      output("mount", "--bind", `${node}/${own}`, `${root}${place}`);
    }
    const chrooted = `${node}/chrooted`;
    Deno.writeTextFileSync(chrooted, `#!/bin/sh\nexec chroot ${root} ${builtProgram()}\n`);
    Deno.chmodSync(chrooted, 0o755);
    const call = (command: string, config: JsonObject) =>
      callExecutable([chrooted], {
        variables: attachmentVariables(command, {
          CNI_CONTAINERID: world.id,
          CNI_NETNS: world.netnsPath,
          CNI_IFNAME: "bond0",
        }),
        stdin: config,
      });
    const records = () =>
      [...Deno.readDirSync(`${node}/state/bond-net`)].map(({ name }) => name)
        .filter((name) => name.endsWith(".json"));

    const config = world.config(["net1", "net2"], { cniVersion: "1.0.0" });
    assert.equal((await call("ADD", config)).exitCode, 0);
    assert.equal((await world.seeLink("net1")).master, "bond0");
    assert.deepEqual(world.records(), [], "not in the daemon's own folder");
    assert.deepEqual(records(), [`${world.id}@bond0.json`]);
    assert.equal((await call("DEL", config)).exitCode, 0);
    assert.deepEqual(records(), []);

    // The daemon's own policy lets everything be taken; this node has none, and so gives hardware alone.
    const names = [world.hostName("a"), world.hostName("b")];
    for (const name of names) world.dummy(name, {}, "host");
    const links = world.config(names, { cniVersion: "1.0.0", linksInContainer: false });
    const refused = await call("ADD", links);
    assert.match(refused.stdout, new RegExp(`host link ${names[0]} is no hardware`));
    Deno.writeTextFileSync(`${node}/etc/policy.json`, '{"hostLinks":{"allow":[{"name":"h*"}]}}');
    const taken = await call("ADD", links);
    assert.equal(taken.exitCode, 0, taken.stdout);
    assert.equal((await call("DEL", links)).exitCode, 0);
  } finally {
    output("umount", "--recursive", root);
  }
});

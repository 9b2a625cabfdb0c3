/** Calls of one attachment at the same time: each sees what another one has left, never its middle. */

import assert from "node:assert/strict";
import type { JsonObject } from "../../cni/mod.ts";
import { FakePlugin, pluginCommand } from "../../cni/testing.ts";
import { lockAttachment } from "../restore/mod.ts";
import { STATE_DIR } from "../state_dir.ts";
import { essence, World } from "../testing.ts";

const GIVEN = { cniVersion: "1.1.0", ips: [{ address: "192.0.2.5/24" }] };
const VALID = "cni.dev/valid-attachments";

/** A container, links of the host for it, and an IPAM plugin that takes its time. */
class Scene implements Disposable {
  readonly world = new World();
  readonly ipam = new FakePlugin().reply("ADD", { stdout: GIVEN, delay: 0.05 });
  readonly config: JsonObject;
  #previous: JsonObject = {};

  constructor() {
    const links = ["a", "b"].map((suffix) => this.world.hostName(suffix));
    for (const name of links) this.world.dummy(name, { up: true, mtu: 3000 }, "host");
    this.config = this.world.config(links, {
      linksInContainer: false,
      ipam: { type: this.ipam.type },
    });
  }

  async call(command: string): Promise<{ command: string; exitCode: number; stdout: string }> {
    const config = command === "GC"
      ? { ...this.config, [VALID]: [] }
      : { ...this.config, prevResult: this.#previous };
    const reply = await this.world.call(command, config, { ipam: this.ipam });
    if (command === "ADD" && reply.exitCode === 0) this.#previous = JSON.parse(reply.stdout);
    return { command, ...reply };
  }

  async snapshot(): Promise<JsonObject> {
    const [inside, host] = [await this.world.see(), await this.world.seeHost()];
    return { inside: essence(inside.links), host: essence(host) };
  }

  [Symbol.dispose](): void {
    this.ipam[Symbol.dispose]();
    this.world[Symbol.dispose]();
  }
}

const COMMANDS = ["ADD", "DEL", "CHECK", "GC"];
const PAIRS = COMMANDS.flatMap((first, i) => COMMANDS.slice(i).map((second) => [first, second]));

for (const attached of [false, true]) {
  Deno.test(`two calls at once ${attached ? "after" : "before"} ADD leave all of the attachment or nothing`, async () => {
    using scene = new Scene();
    const { world } = scene;
    const before = await scene.snapshot();
    await scene.call("ADD");
    const during = await scene.snapshot();
    await scene.call("DEL");
    for (const pair of PAIRS) {
      if (attached) assert.equal((await scene.call("ADD")).exitCode, 0);
      const replies = await Promise.all(pair.map((command) => scene.call(command)));
      const after = await scene.snapshot();
      const there = world.records().length > 0;
      assert.deepEqual(after, there ? during : before, `${pair} ${JSON.stringify(replies)}`);
      for (const { command, exitCode, stdout } of replies) {
        if (command !== "CHECK" && command !== "ADD") assert.equal(exitCode, 0, stdout);
        if (command === "ADD" && exitCode !== 0) assert.match(stdout, /"code": 103/);
      }
      const added = replies.filter(({ command, exitCode }) => command === "ADD" && exitCode === 0);
      assert(added.length <= 1 || !there || pair.includes("DEL"), `${pair}: two took the links`);
      await scene.call("DEL");
      assert.deepEqual(await scene.snapshot(), before, `DEL after ${pair}`);
      assert.deepEqual(world.records(), []);
    }
  });
}

for (const command of ["ADD", "DEL"]) {
  Deno.test(`${command} that waits for another call of its attachment answers SIGTERM, and has changed nothing`, async () => {
    using world = new World();
    world.twoLinks();
    const config = world.config(["net1", "net2"]);
    if (command === "DEL") await world.succeed("ADD", config);
    const before = essence((await world.see()).links);
    const lock = await lockAttachment(STATE_DIR, { containerId: world.id, ifname: "bond0" });
    const [program = "", ...args] = pluginCommand();
    const child = new Deno.Command(program, {
      args,
      env: {
        CNI_COMMAND: command,
        CNI_CONTAINERID: world.id,
        CNI_NETNS: world.netnsPath,
        CNI_IFNAME: "bond0",
        CNI_PATH: "/opt/cni/bin",
      },
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(JSON.stringify(config)));
    await writer.close();
    // It listens once it has begun to wait, which takes a moment.
    await new Promise((resolve) => setTimeout(resolve, 3000));
    child.kill("SIGTERM");
    const { code, stdout } = await child.output();
    lock[Symbol.dispose]();
    const said = JSON.parse(new TextDecoder().decode(stdout));
    assert.deepEqual([code, said.code, said.msg], [1, 11, "interrupted by SIGTERM"]);
    assert.deepEqual(essence((await world.see()).links), before);
    await world.succeed("DEL", config);
  });
}

/** Many attachments at once, each by a process of its own, and every third killed on the way. */

import assert from "node:assert/strict";
import type { JsonObject } from "../../cni/mod.ts";
import { attachmentVariables, pluginCommand } from "../../cni/testing.ts";
import { createNetns, deleteNetns, listLinks, Netns, Rtnetlink } from "../../netlink/mod.ts";
import { essence, witness, World } from "../testing.ts";
import { isNight, tell } from "./testing.ts";

/** At night a guest needs 3 GiB for them. */
const COUNT = isNight ? 64 : 9;

/** How long a process that is to be killed may work before, in milliseconds at most. */
const LIFE_MS = isNight ? 20_000 : 3000;

/** How an attachment's process ended. */
interface Ended {
  i: number;
  killed: boolean;
  stdout: string;
}

class Crowd implements Disposable {
  readonly world = new World();
  readonly numbers = Array.from({ length: COUNT }, (_, i) => i);
  readonly #links = new Map<string, string>();
  readonly dataDir = `${this.world.folder}/addresses`;

  constructor() {
    for (const i of this.numbers) {
      createNetns(this.#netns(i));
      for (const suffix of ["a", "b"]) {
        const name = this.world.hostName(`${suffix}${i}`);
        this.world.dummy(name, { mtu: 2000 + i }, "host");
        this.#links.set(`${suffix}${i}`, name);
      }
    }
  }

  #netns(i: number): string {
    return `/run/netns/${this.world.id}-${i}`;
  }

  /** Lets a process serve `command` for attachment `i`; it is killed after `life` milliseconds. */
  async run(command: string, i: number, life?: number): Promise<Ended> {
    const [program = "", ...args] = pluginCommand();
    const links = ["a", "b"].map((suffix) => ({
      name: this.#link(suffix, i),
      ifName: `net-${suffix}`,
    }));
    const config: JsonObject = this.world.config(links, {
      cniVersion: "1.0.0",
      linksInContainer: false,
      // One processor serves them all, so each waits for all the others.
      ipamTimeout: 300_000,
      ipam: { type: "host-local", dataDir: this.dataDir, ranges: [[{ subnet: "10.7.0.0/16" }]] },
    });
    const child = new Deno.Command(program, {
      args,
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
      env: Object.fromEntries(
        Object.entries(attachmentVariables(command, {
          CNI_CONTAINERID: `${this.world.id}-${i}`,
          CNI_NETNS: this.#netns(i),
          CNI_IFNAME: "bond0",
        })).flatMap(([name, value]) => value === undefined ? [] : [[name, value]]),
      ),
    }).spawn();
    const timer = life === undefined ? undefined : setTimeout(() => {
      try {
        child.kill("SIGKILL");
      } catch {
        // It was quicker.
      }
    }, life);
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(JSON.stringify(config))).catch(() => {});
    await writer.close().catch(() => {});
    const { signal, stdout } = await child.output();
    clearTimeout(timer);
    return { i, killed: signal !== null, stdout: new TextDecoder().decode(stdout) };
  }

  #link(suffix: string, i: number): string {
    return this.#links.get(`${suffix}${i}`) ?? "";
  }

  /** Returns the names of the links in the container `i`. */
  inside(i: number): string[] {
    using netns = Netns.open(this.#netns(i));
    using rt = Rtnetlink.open({ netns });
    return listLinks(rt).map(({ name }) => name).sort();
  }

  async reserved(): Promise<number> {
    const count = await witness.run(
      `ls ${this.dataDir}/bond-net 2>/dev/null | grep -c '^[0-9]' || :`,
    );
    return Number(count.trim());
  }

  [Symbol.dispose](): void {
    for (const i of this.numbers) deleteNetns(this.#netns(i));
    this.world[Symbol.dispose]();
  }
}

Deno.test(`of ${COUNT} attachments at once, each third of which is killed, all that lived are whole, and DEL gives all back`, async () => {
  using crowd = new Crowd();
  const { world, numbers } = crowd;
  const before = essence(await world.seeHost());
  const life = (i: number) => i % 3 === 2 ? Math.random() * LIFE_MS : undefined;
  const started = performance.now();
  const added = await Promise.all(numbers.map((i) => crowd.run("ADD", i, life(i))));
  const addMs = performance.now() - started;
  const lived = added.filter(({ killed }) => !killed);
  for (const { i, stdout } of lived) {
    assert.equal(JSON.parse(stdout).code, undefined, stdout);
    assert.deepEqual(crowd.inside(i), ["bond0", "lo", "net-a", "net-b"]);
  }
  const addresses = lived.map(({ stdout }) => JSON.parse(stdout).ips[0].address);
  assert.equal(new Set(addresses).size, addresses.length, "no address is given twice");
  const removed = await Promise.all(numbers.map((i) => crowd.run("DEL", i, life(i))));
  for (const { killed, stdout } of removed) if (!killed) assert.equal(stdout, "");
  const again = [...added, ...removed].filter(({ killed }) => killed).map(({ i }) => i);
  for (const { stdout } of await Promise.all(numbers.map((i) => crowd.run("DEL", i)))) {
    assert.equal(stdout, "");
  }
  tell(`${COUNT} ADDs at once in ${Math.round(addMs)} ms; ${again.length} calls killed`);
  assert.deepEqual(essence(await world.seeHost()), before);
  assert.deepEqual(numbers.flatMap((i) => crowd.inside(i)), numbers.map(() => "lo"));
  assert.deepEqual(world.records(), []);
  assert.equal(await crowd.reserved(), 0);
});

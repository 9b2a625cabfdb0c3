/** ADD, CHECK and DEL again and again: nothing grows. */

import assert from "node:assert/strict";
import type { JsonObject } from "../../cni/mod.ts";
import { MAC, witness, World } from "../testing.ts";
import { isNight, tell } from "./testing.ts";

const CYCLES = isNight ? 1000 : 40;

/** The kernel's own memory that may be kept for later, in KiB: caches that are filled once. */
const SLACK_KIB = isNight ? 8192 : 4096;

/** What would grow if something were left: links, namespaces, state, open files; and the kernel's memory, in KiB. */
async function footprint(world: World): Promise<{ counts: JsonObject; slabKib: number }> {
  const number = async (line: string) => Number((await witness.run(line)).trim());
  await witness.run("echo 3 > /proc/sys/vm/drop_caches");
  return {
    counts: {
      host: await number("ip -o link | wc -l"),
      inside: await number(`ip -n ${world.id} -o link | wc -l`),
      namespaces: await number("ip netns | wc -l"),
      records: world.records().length,
      locks: await number("ls -A /var/lib/cni/bond/.locks 2>/dev/null | wc -l"),
      files: Array.from(Deno.readDirSync("/proc/self/fd")).length,
    },
    slabKib: await number("awk '/^SUnreclaim/ {print $2}' /proc/meminfo"),
  };
}

for (const from of ["host", "container"] as const) {
  Deno.test(`${CYCLES} times ADD, CHECK and DEL over links of the ${from} leave no more than one time does`, async () => {
    using world = new World();
    const names = from === "host" ? [world.hostName("a"), world.hostName("b")] : ["net1", "net2"];
    for (const [i, name] of names.entries()) world.dummy(name, { address: MAC[i] ?? "" }, from);
    const config = world.config(names, { linksInContainer: from === "container" });
    const cycle = async () => {
      const prevResult = await world.succeed("ADD", config);
      await world.succeed("CHECK", { ...config, prevResult });
      await world.succeed("DEL", config);
    };
    for (let i = 0; i < 10; i++) await cycle();
    const before = await footprint(world);
    const started = performance.now();
    for (let i = 0; i < CYCLES; i++) await cycle();
    const ms = (performance.now() - started) / CYCLES;
    const after = await footprint(world);
    assert.deepEqual(after.counts, before.counts);
    const grown = after.slabKib - before.slabKib;
    tell(`${CYCLES} cycles: ${ms.toFixed(0)} ms each, ${grown} KiB of the kernel's memory more`);
    assert(grown < SLACK_KIB, `the kernel has ${grown} KiB more in use`);
  });
}

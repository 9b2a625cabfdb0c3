/** GC with very many attachments: what is valid costs next to nothing, what is lost is looked for once. */

import assert from "node:assert/strict";
import type { JsonObject } from "../../cni/mod.ts";
import { Rtnetlink } from "../../netlink/mod.ts";
import { type AttachmentRecord, recordPath } from "../restore/mod.ts";
import { STATE_DIR } from "../state_dir.ts";
import { World } from "../testing.ts";
import { isNight, tell } from "./testing.ts";

const NETWORK = "bond-net";

function record(i: number): AttachmentRecord {
  const lost = (name: string): AttachmentRecord["links"][number] => ({
    from: "host",
    name,
    containerName: name,
    temporaryName: "bnd0123456789ab",
    index: 9,
    kind: "",
    address: "02:00:00:00:00:01",
    permanentAddress: `02:00:00:00:${(i >> 8).toString(16).padStart(2, "0")}:${
      (i & 255).toString(16).padStart(2, "0")
    }`,
    mtu: 1500,
    up: true,
    alias: "",
    device: `pci/0000:01:00.${i % 8}`,
  });
  return {
    version: 1,
    network: NETWORK,
    containerId: `k${i}`,
    ifname: "bond0",
    netns: {
      path: `/run/netns/k${i}`,
      id: `4:${i}`,
      boot: Deno.readTextFileSync("/proc/sys/kernel/random/boot_id").trim(),
    },
    restore: { adminState: true, name: true, mac: true, mtu: true },
    links: [lost("a"), lost("b")],
  };
}

/** Puts `count` records into the state folder, as they are or with another content. */
function write(count: number, content?: string): void {
  Deno.mkdirSync(`${STATE_DIR}/${NETWORK}`, { recursive: true, mode: 0o700 });
  for (let i = 0; i < count; i++) {
    const own = record(i);
    const text = content ?? JSON.stringify(own);
    Deno.writeTextFileSync(recordPath(STATE_DIR, own), text, { mode: 0o600 });
  }
}

/** Returns how long GC took, in milliseconds, and how many requests to the kernel it made. */
async function collect(
  world: World,
  config: JsonObject,
): Promise<{ ms: number; requests: number }> {
  let requests = 0;
  Rtnetlink.observer = () => void requests++;
  const started = performance.now();
  try {
    await world.succeed("GC", config);
    return { ms: Math.round(performance.now() - started), requests };
  } finally {
    Rtnetlink.observer = undefined;
  }
}

Deno.test("very many valid attachments are no work for GC, which does not even read their records", async () => {
  using world = new World();
  const count = isNight ? 10_000 : 500;
  // What is read, and is no record, is set aside.
  write(count, "{");
  const valid = Array.from(
    { length: count },
    (_, i) => ({ containerID: `k${i}`, ifname: "bond0" }),
  );
  const config = { ...world.config(["a", "b"]), "cni.dev/valid-attachments": valid };
  const { ms, requests } = await collect(world, config);
  tell(`GC with ${count} valid attachments: ${ms} ms`);
  assert.equal(requests, 0);
  assert.equal(world.records().length, count);
});

Deno.test("attachments whose hardware never comes back are waited for once, all together, and forgotten", async () => {
  using world = new World();
  const count = 20;
  write(count);
  const config = { ...world.config(["a", "b"]), "cni.dev/valid-attachments": [] };
  const { ms, requests } = await collect(world, config);
  tell(`GC with ${count} attachments whose hardware is lost: ${ms} ms, ${requests} requests`);
  // One of them is looked for every 50 ms for 2 s, with some requests each time, the others once.
  const [links, looks, each] = [2 * count, 40, 10];
  assert(requests < (links + looks) * each, `${requests} requests`);
  assert.deepEqual(world.records(), []);
});

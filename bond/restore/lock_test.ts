import assert from "node:assert/strict";
import { CniError } from "../../cni/mod.ts";
import { lockAttachment } from "./lock.ts";
import { listNetworks, RecordError } from "./record.ts";

const KEY = { containerId: "c1", ifname: "bond0" };

async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a second call of an attachment waits for the first, and calls of others do not", async () => {
  await withFolder(async (folder) => {
    const events: string[] = [];
    const first = await lockAttachment(folder, KEY);
    const second = lockAttachment(folder, KEY).then((lock) => {
      events.push("second");
      lock[Symbol.dispose]();
    });
    for (const other of [{ ...KEY, ifname: "bond1" }, { ...KEY, containerId: "c2" }]) {
      using _lock = await lockAttachment(folder, other);
    }
    events.push("first");
    first[Symbol.dispose]();
    await second;
    assert.deepEqual(events, ["first", "second"]);
    assert.deepEqual(listNetworks(folder), [], "locks are no network");
  });
});

Deno.test("the wait for another call has a limit, and ends with an interruption", async () => {
  await withFolder(async (folder) => {
    using _first = await lockAttachment(folder, KEY);
    await assert.rejects(lockAttachment(folder, KEY, { timeoutMs: 30 }), (error: unknown) => {
      assert(error instanceof CniError);
      assert.equal(error.code, 11);
      assert.match(error.message, /another call for bond0 of container c1 is under way/);
      return true;
    });
    let waits = 0;
    const options = { timeoutMs: 50, waits: () => void waits++ };
    await assert.rejects(lockAttachment(folder, KEY, options));
    assert.equal(waits, 1, "whoever waits long says so once");
    using _other = await lockAttachment(folder, { ...KEY, ifname: "bond1" }, options);
    assert.equal(waits, 1, "and nobody who does not");
    const signal = AbortSignal.timeout(30);
    await assert.rejects(lockAttachment(folder, KEY, { signal }), { name: "TimeoutError" });
  });
});

Deno.test("where no lock can be, the error is one of records", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/.locks`, "");
    await assert.rejects(lockAttachment(folder, KEY), (error: unknown) => {
      assert(error instanceof RecordError);
      assert.equal(error.code, 5);
      assert.match(error.message, /cannot lock \S+c1@bond0: \/\S+\.locks is no folder/);
      return true;
    });
  });
});

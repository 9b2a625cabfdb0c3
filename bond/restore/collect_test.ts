/** What GC does with records of which no namespace is left; with others it needs a kernel. */

import assert from "node:assert/strict";
import { collect, type Collector, isGone, sweep } from "./collect.ts";
import { lockAttachment } from "./lock.ts";
import { readRecord, recordPath, unfinishedKeysOf, writeRecord } from "./record.ts";
import { inDirectoryAsync, RECORD } from "./testing.ts";

/** Of before the machine was started: nothing of it is left but the record. */
const OLD = { ...RECORD, netns: { ...RECORD.netns, boot: "11111111-2222-3333-4444-555555555555" } };
const OTHER = { ...OLD, containerId: "c2" };

/** Collects both attachments, and returns what was collected, what was logged and what failed. */
async function collected(stateDir: string, collector: Partial<Collector> = {}) {
  const done: string[] = [];
  const log: string[] = [];
  const problems = await collect(stateDir, [OLD, OTHER], {
    log: (line) => log.push(line),
    collected: ({ containerId }, waiting) => void done.push([containerId, ...waiting].join()),
    ...collector,
  });
  return { done, log, problems: problems.map(String) };
}

Deno.test("attachments of before the machine was started are forgotten", () =>
  inDirectoryAsync(async (stateDir) => {
    for (const record of [OLD, OTHER]) writeRecord(stateDir, record);
    assert(isGone(OLD));
    assert(isGone({ ...RECORD, detached: true }));
    const { done, log, problems } = await collected(stateDir);
    assert.deepEqual([done, problems], [["c1", "c2"], []]);
    assert.match(log[0] ?? "", /^bond0 of c1 is of an earlier start of the machine: forgotten$/);
    assert.deepEqual([readRecord(stateDir, OLD), readRecord(stateDir, OTHER)], [
      undefined,
      undefined,
    ]);
  }));

Deno.test("what is still wanted stays", () =>
  inDirectoryAsync(async (stateDir) => {
    for (const record of [OLD, OTHER]) writeRecord(stateDir, record);
    const isStale = ({ containerId }: { containerId: string }) => containerId === "c2";
    assert.deepEqual((await collected(stateDir, { isStale })).done, ["c2"]);
    assert.deepEqual(readRecord(stateDir, OLD), OLD);
  }));

Deno.test("an attachment that another call works on is left alone, and said to be", () =>
  inDirectoryAsync(async (stateDir) => {
    for (const record of [OLD, OTHER]) writeRecord(stateDir, record);
    using _lock = await lockAttachment(stateDir, OLD);
    const { done, log, problems } = await collected(stateDir);
    assert.deepEqual([done, problems], [["c2"], []]);
    assert.equal(log[0], "another call for bond0 of c1 is under way: left alone");
  }));

Deno.test("what fails at one attachment is told, and the others are dealt with", () =>
  inDirectoryAsync(async (stateDir) => {
    for (const record of [OLD, OTHER]) writeRecord(stateDir, record);
    const { problems } = await collected(stateDir, {
      collected({ containerId }) {
        if (containerId === "c1") throw new Error("no room");
      },
    });
    assert.deepEqual(problems, ["Error: no room"]);
    assert.equal(readRecord(stateDir, OTHER), undefined);
    const aborted = AbortSignal.abort(new Error("enough"));
    assert.deepEqual((await collected(stateDir, { signal: aborted })).problems, [
      ...["Error: enough", "Error: enough"],
    ]);
  }));

Deno.test("the record of a newer version stays where somebody else says what is stale", () =>
  inDirectoryAsync(async (stateDir) => {
    writeRecord(stateDir, OLD);
    writeRecord(stateDir, OTHER);
    const path = recordPath(stateDir, OLD);
    Deno.writeTextFileSync(path, JSON.stringify({ ...OLD, version: 2 }));
    const { done, problems } = await collected(stateDir, { isStale: () => true });
    assert.deepEqual(done, ["c2"]);
    assert.match(problems[0] ?? "", /was written by a newer version of the plugin/);
    assert(Deno.statSync(path).isFile);
  }));

Deno.test("what killed writers have left goes, and dead locks with it, but nothing of a call that is under way", () =>
  inDirectoryAsync(async (stateDir) => {
    for (const record of [OLD, OTHER]) {
      writeRecord(stateDir, record);
      Deno.renameSync(recordPath(stateDir, record), `${recordPath(stateDir, record)}.tmp`);
    }
    using _lock = await lockAttachment(stateDir, OLD);
    (await lockAttachment(stateDir, { ...OLD, ifname: "dead" }))[Symbol.dispose]();
    await sweep(stateDir, "bond-net", {});
    assert.deepEqual(unfinishedKeysOf(stateDir, "bond-net").map((key) => key.containerId), ["c1"]);
    const locks = Array.from(Deno.readDirSync(`${stateDir}/.locks`), ({ name }) => name);
    assert.deepEqual(locks, ["c1@bond0"]);
  }));

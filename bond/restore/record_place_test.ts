/** What stands in the place of a record or its folder, and was not put there by the plugin. */

import assert from "node:assert/strict";
import {
  CorruptRecordError,
  listRecords,
  readRecord,
  recordPath,
  removeRecord,
  setAside,
  writeRecord,
} from "./record.ts";
import { inDirectory, RECORD } from "./testing.ts";

/** What can stand in the place of a record's file, and what is said of it. */
const IN_ITS_PLACE: readonly [kind: string, make: (path: string) => void, said: RegExp][] = [
  ["a link to a record", (path) => {
    Deno.renameSync(path, `${path}.real`);
    Deno.symlinkSync(`${path}.real`, path);
  }, /is a link/],
  [
    "a link to /dev/zero",
    (path) => instead(path, () => Deno.symlinkSync("/dev/zero", path)),
    /is a link/,
  ],
  ["a link to itself", (path) => instead(path, () => Deno.symlinkSync(path, path)), /is a link/],
  ["a FIFO", (path) => instead(path, () => run("mkfifo", path)), /is no regular file/],
  ["a folder", (path) => instead(path, () => Deno.mkdirSync(path)), /is no regular file/],
  [
    "a file that others can write",
    (path) => Deno.chmodSync(path, 0o622),
    /can be written to by others/,
  ],
  [
    "a file with a second name",
    (path) => Deno.linkSync(path, `${path}.second`),
    /has a second name/,
  ],
  [
    "a file that is larger than any record",
    (path) => Deno.truncateSync(path, (1 << 20) + 1),
    /has 1048577 octets/,
  ],
  ["a file without end", (path) => Deno.truncateSync(path, 1 << 30), /has 1073741824 octets/],
];

function instead(path: string, make: () => void): void {
  Deno.removeSync(path);
  make();
}

function run(program: string, ...args: string[]): void {
  assert(new Deno.Command(program, { args }).outputSync().success, program);
}

for (const [kind, make, said] of IN_ITS_PLACE) {
  Deno.test(`in the place of a record, ${kind} is refused at once, unread`, () =>
    inDirectory((directory) => {
      writeRecord(directory, RECORD);
      make(recordPath(directory, RECORD));
      const started = performance.now();
      assert.throws(() => readRecord(directory, RECORD), (error: Error) => {
        assert(error instanceof CorruptRecordError, String(error));
        return said.test(error.message);
      });
      assert.equal(listRecords(directory, "bond-net").records.length, 0);
      assert(performance.now() - started < 2000);
    }));
}

Deno.test("a link on the way to the records leads nowhere, and nothing is written behind it", () => {
  for (const part of ["state", "state/bond-net"]) {
    inDirectory((directory) => {
      const [state, behind] = [`${directory}/state`, `${directory}/behind`];
      if (part !== "state") Deno.mkdirSync(state);
      Deno.mkdirSync(behind);
      Deno.symlinkSync(behind, `${directory}/${part}`);
      assert.throws(() => writeRecord(state, RECORD), /is a link/);
      assert.throws(() => readRecord(state, RECORD), CorruptRecordError);
      assert.throws(() => removeRecord(state, RECORD), CorruptRecordError);
      assert.throws(() => listRecords(state, "bond-net"), CorruptRecordError);
      assert.deepEqual(Array.from(Deno.readDirSync(behind)), []);
    });
  }
});

Deno.test("a hostile link in the place of an unfinished record is removed, not followed", () =>
  inDirectory((directory) => {
    writeRecord(directory, RECORD);
    const target = `${directory}/target`;
    Deno.writeTextFileSync(target, "kept");
    Deno.symlinkSync(target, `${recordPath(directory, RECORD)}.tmp`);
    writeRecord(directory, RECORD);
    assert.equal(Deno.readTextFileSync(target), "kept");
    assert.deepEqual(readRecord(directory, RECORD), RECORD);
  }));

Deno.test("a folder of records that others could write to is closed to them when it is read, and made anew", () =>
  inDirectory((directory) => {
    const modeOf = (path: string) => (Deno.statSync(path).mode ?? 0) & 0o777;
    writeRecord(directory, RECORD);
    const [folder, aside] = [`${directory}/bond-net`, `${directory}/.aside`];
    Deno.chmodSync(folder, 0o777);
    assert.deepEqual(readRecord(directory, RECORD), RECORD);
    assert.equal(modeOf(folder), 0o700);
    Deno.mkdirSync(aside);
    Deno.chmodSync(aside, 0o777);
    assert.ok(setAside(directory, RECORD));
    assert.equal(modeOf(aside), 0o700);
  }));

Deno.test("a folder that others could write to is closed to them, and their files are not believed", () =>
  inDirectory((directory) => {
    writeRecord(directory, RECORD);
    for (const path of [directory, `${directory}/bond-net`]) Deno.chmodSync(path, 0o777);
    assert.deepEqual(readRecord(directory, RECORD), RECORD);
    writeRecord(directory, RECORD);
    for (const path of [directory, `${directory}/bond-net`]) {
      assert.equal((Deno.statSync(path).mode ?? 0) & 0o777, 0o700, path);
    }
  }));

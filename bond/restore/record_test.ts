/** Records are written, read, listed and removed. */

import assert from "node:assert/strict";
import { OwnFolder } from "../../netlink/mod.ts";
import {
  listRecords,
  readRecord,
  RecordError,
  recordPath,
  removeRecord,
  removeUnfinished,
  unfinishedKeysOf,
  writeRecord,
} from "./record.ts";
import { inDirectory, RECORD } from "./testing.ts";

Deno.test("a record is read as it was written", () =>
  inDirectory((directory) => {
    writeRecord(directory, RECORD);
    assert.deepEqual(readRecord(directory, RECORD), RECORD);
    removeRecord(directory, RECORD);
    removeRecord(directory, RECORD);
    assert.equal(readRecord(directory, RECORD), undefined);
  }));

Deno.test("a record is on disk before it has its name, and its name is when the write returns", () =>
  inDirectory((directory) => {
    const { write, rename, sync } = OwnFolder.prototype;
    const calls: string[] = [];
    OwnFolder.prototype.write = function (...args) {
      calls.push("write");
      write.apply(this, args);
    };
    OwnFolder.prototype.rename = function (...args) {
      calls.push("rename");
      rename.apply(this, args);
    };
    OwnFolder.prototype.sync = function () {
      calls.push("sync");
      sync.call(this);
    };
    try {
      writeRecord(directory, RECORD);
    } finally {
      Object.assign(OwnFolder.prototype, { write, rename, sync });
    }
    assert.deepEqual(calls, ["write", "rename", "sync"]);
  }));

Deno.test("records are for root's eyes", () =>
  inDirectory((directory) => {
    writeRecord(directory, RECORD);
    const mode = (path: string) => (Deno.statSync(path).mode ?? 0) & 0o777;
    assert.equal(mode(recordPath(directory, RECORD)), 0o600);
    assert.equal(mode(`${directory}/bond-net`), 0o700);
  }));

Deno.test("no two attachments share a record", () => {
  const paths = [
    { ...RECORD, containerId: "a-b", ifname: "c" },
    { ...RECORD, containerId: "a", ifname: "b-c" },
    { ...RECORD, containerId: "a", ifname: "c" },
    { ...RECORD, network: "other", containerId: "a", ifname: "c" },
    { ...RECORD, containerId: "a", ifname: "%63" },
  ].map((record) => recordPath("/d", record));
  assert.equal(new Set(paths).size, paths.length);
});

Deno.test("no interface name leads out of the folder", () => {
  for (const ifname of ["../x", "..", "%2e%2e", "é@ü"]) {
    const path = recordPath("/d", { ...RECORD, ifname });
    assert.equal(new URL(`file://${path}`).pathname.split("/").length, 4, path);
  }
});

Deno.test("a failed write leaves the record that was there", () =>
  inDirectory((directory) => {
    writeRecord(directory, RECORD);
    const changed = { ...RECORD, links: [], netns: { path: "/elsewhere", id: "1:1" } };
    const circular = { ...changed, self: undefined as unknown };
    circular.self = circular;
    assert.throws(() => writeRecord(directory, circular), RecordError);
    assert.deepEqual(readRecord(directory, RECORD), RECORD);
    assert.deepEqual(Array.from(Deno.readDirSync(`${directory}/bond-net`)).length, 1);
  }));

Deno.test("what a process that died while it wrote has left goes with the next write or removal", () =>
  inDirectory((directory) => {
    const names = () => Array.from(Deno.readDirSync(`${directory}/bond-net`), ({ name }) => name);
    writeRecord(directory, RECORD);
    const path = recordPath(directory, RECORD);
    Deno.renameSync(path, `${path}.tmp`);
    assert.equal(readRecord(directory, RECORD), undefined);
    writeRecord(directory, RECORD);
    assert.deepEqual(names(), [path.slice(path.lastIndexOf("/") + 1)]);
    Deno.renameSync(path, `${path}.tmp`);
    removeRecord(directory, RECORD);
    assert.deepEqual(names(), []);
  }));

Deno.test("the folder that cannot be made is named, as an error of input and output", () => {
  assert.throws(
    () => writeRecord("/proc/nowhere", RECORD),
    (error: Error) =>
      error instanceof RecordError && error.code === 5 && /\/proc\/nowhere/.test(error.message),
  );
});

Deno.test("a name too long for a file is the name of no record", () =>
  inDirectory((directory) => {
    const key = { ...RECORD, containerId: "c".repeat(300) };
    assert.equal(readRecord(directory, key), undefined);
    removeRecord(directory, key);
    assert.throws(() => writeRecord(directory, key), RecordError);
  }));

Deno.test("records are listed by network, past files that are none", () =>
  inDirectory((directory) => {
    assert.deepEqual(listRecords(directory, "bond-net"), { records: [], problems: [] });
    const second = { ...RECORD, containerId: "c2" };
    writeRecord(directory, RECORD);
    writeRecord(directory, second);
    writeRecord(directory, { ...RECORD, network: "other" });
    Deno.writeTextFileSync(`${directory}/bond-net/junk.json`, "junk");
    Deno.writeTextFileSync(`${directory}/bond-net/half.json.1.tmp`, "half");
    const { records, problems } = listRecords(directory, "bond-net");
    assert.deepEqual(records, [RECORD, second]);
    assert.equal(problems.length, 1);
  }));

Deno.test("what was never finished is found by the attachment that it was for", () =>
  inDirectory((directory) => {
    const key = { network: "bond-net", containerId: "c1", ifname: "net@1" };
    writeRecord(directory, { ...RECORD, ...key });
    assert.deepEqual(unfinishedKeysOf(directory, "bond-net"), []);
    const path = recordPath(directory, key);
    Deno.renameSync(path, `${path}.tmp`);
    Deno.writeTextFileSync(`${directory}/bond-net/other.tmp`, "");
    Deno.writeTextFileSync(`${path}.bak`, "");
    assert.deepEqual(unfinishedKeysOf(directory, "bond-net"), [key]);
    removeUnfinished(directory, key);
    assert.deepEqual(unfinishedKeysOf(directory, "bond-net"), []);
  }));

/** Which content of a file is a record of its attachment. */

import assert from "node:assert/strict";
import { CorruptRecordError, listRecords, readRecord, recordPath, writeRecord } from "./record.ts";
import { inDirectory, RECORD } from "./testing.ts";

Deno.test("a file that is no record is told from a record that is absent", () =>
  inDirectory((directory) => {
    writeRecord(directory, RECORD);
    const [link] = RECORD.links;
    const misshapen = [
      { ...RECORD, version: 0 },
      { ...RECORD, netns: undefined },
      { ...RECORD, netns: { path: "/run/netns/c1" } },
      { ...RECORD, restore: null },
      { ...RECORD, ifname: 0 },
      { ...RECORD, links: {} },
      { ...RECORD, links: [null] },
      { ...RECORD, links: [{ ...link, from: "nowhere" }] },
      { ...RECORD, links: [link, { ...link, alias: undefined }] },
      { ...RECORD, links: [{ ...link, index: "7" }] },
      { ...RECORD, links: [{ ...link, mtu: null }] },
      { ...RECORD, links: [{ ...link, up: 1 }] },
    ].map((record) => JSON.stringify(record));
    for (const text of ["", "{", "{}", "[]", ...misshapen]) {
      Deno.writeTextFileSync(recordPath(directory, RECORD), text);
      assert.throws(() => readRecord(directory, RECORD), CorruptRecordError, text);
    }
  }));

Deno.test("a value that no ADD can have written makes a record none", () =>
  inDirectory((directory) => {
    writeRecord(directory, RECORD);
    const [link] = RECORD.links;
    const forged = [
      { ...RECORD, netns: { path: "run/netns/c1", id: "4:5" } },
      { ...RECORD, netns: { path: "/run/netns/c1", id: "" } },
      { ...RECORD, restore: { ...RECORD.restore, mac: "no" } },
      ...[
        { name: "a-name-of-16-oct" },
        { name: ".." },
        { name: "a/b" },
        { containerName: "" },
        { temporaryName: "ens1" },
        { temporaryName: "bnd0123456789aB" },
        { temporaryName: "" },
        { from: "container" },
        { index: 0 },
        { index: 1.5 },
        { mtu: -1 },
        { address: "__proto__" },
        { permanentAddress: "02:00" + ":00".repeat(31) },
        { alias: "x".repeat(256) },
        { alias: "a\0b" },
        { device: "x".repeat(256) },
      ].map((change) => ({ ...RECORD, links: [{ ...link, ...change }] })),
    ];
    for (const text of forged.map((record) => JSON.stringify(record))) {
      Deno.writeTextFileSync(recordPath(directory, RECORD), text);
      assert.throws(() => readRecord(directory, RECORD), CorruptRecordError, text);
    }
  }));

Deno.test("a record under the name of another attachment, or in another network's folder, is none", () =>
  inDirectory((directory) => {
    writeRecord(directory, RECORD);
    const other = { ...RECORD, containerId: "c2" };
    Deno.copyFileSync(recordPath(directory, RECORD), recordPath(directory, other));
    assert.throws(() => readRecord(directory, other), /is the record of another attachment/);
    const elsewhere = { ...RECORD, network: "other" };
    writeRecord(directory, elsewhere);
    Deno.copyFileSync(recordPath(directory, RECORD), recordPath(directory, elsewhere));
    assert.throws(() => readRecord(directory, elsewhere), /is the record of another attachment/);
    assert.equal(listRecords(directory, "bond-net").records.length, 1);
  }));

Deno.test("the record of a newer version is neither believed, nor replaced, nor taken for none", () => {
  const folder = Deno.makeTempDirSync();
  try {
    writeRecord(folder, RECORD);
    const path = recordPath(folder, RECORD);
    const newer = JSON.stringify({ ...RECORD, version: 2, tunnels: [] });
    Deno.writeTextFileSync(path, newer);
    const expected = /was written by a newer version of the plugin \(format 2\)/;
    assert.throws(() => readRecord(folder, RECORD), expected);
    assert.throws(() => writeRecord(folder, RECORD), expected);
    assert.match(String(listRecords(folder, RECORD.network).problems[0]), expected);
    assert.equal(Deno.readTextFileSync(path), newer);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("what a later version adds to a record without a new format is no obstacle", () => {
  const folder = Deno.makeTempDirSync();
  try {
    writeRecord(folder, RECORD);
    const [link] = RECORD.links;
    const later = { ...RECORD, reason: "new", links: [{ ...link, speed: 7 }] };
    Deno.writeTextFileSync(recordPath(folder, RECORD), JSON.stringify(later));
    assert.equal(readRecord(folder, RECORD)?.links[0]?.name, link?.name);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

const written = new URL("testdata/records/", import.meta.url);
for (const { name } of Deno.readDirSync(written)) {
  Deno.test(`the record that ${name.replace(".json", "")} wrote, with all that it can say, is read`, () => {
    const folder = Deno.makeTempDirSync();
    try {
      const text = Deno.readTextFileSync(new URL(name, written));
      const json = JSON.parse(text);
      Deno.mkdirSync(`${folder}/${json.network}`, { mode: 0o700 });
      Deno.writeTextFileSync(recordPath(folder, json), text, { mode: 0o600 });
      assert.deepEqual(readRecord(folder, json), json);
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  });
}

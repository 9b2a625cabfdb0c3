import assert from "node:assert/strict";
import {
  type AttachmentRecord,
  CorruptRecordError,
  listRecords,
  readRecord,
  RecordError,
  recordPath,
  removeRecord,
  removeUnfinished,
  setAside,
  unfinishedKeysOf,
  writeRecord,
} from "./record.ts";

const RECORD: AttachmentRecord = {
  version: 1,
  network: "bond-net",
  containerId: "c1",
  ifname: "bond0",
  netns: { path: "/run/netns/c1", id: "4:5" },
  restore: { adminState: true, name: true, mac: true, mtu: true },
  links: [{
    from: "host",
    name: "ens1",
    containerName: "net1",
    temporaryName: "bnd0123456789ab",
    index: 7,
    kind: "",
    address: "02:00:00:00:00:01",
    permanentAddress: "02:00:00:00:00:01",
    mtu: 1500,
    up: true,
    alias: "uplink",
    device: "pci/0000:3b:02.0",
  }],
};

function inDirectory(test: (directory: string) => void): void {
  const directory = Deno.makeTempDirSync();
  try {
    test(directory);
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
}

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
    const { syncSync } = Deno.FsFile.prototype;
    const { renameSync } = Deno;
    const calls: string[] = [];
    Deno.FsFile.prototype.syncSync = function () {
      calls.push("sync");
      syncSync.call(this);
    };
    Deno.renameSync = (from, to) => {
      calls.push("rename");
      renameSync(from, to);
    };
    try {
      writeRecord(directory, RECORD);
    } finally {
      Deno.FsFile.prototype.syncSync = syncSync;
      Deno.renameSync = renameSync;
    }
    assert.deepEqual(calls, ["sync", "rename", "sync"]);
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

Deno.test("what was never finished is found by the attachment that it was for", () =>
  inDirectory((directory) => {
    const key = { network: "bond-net", containerId: "c1", ifname: "net@1" };
    writeRecord(directory, { ...RECORD, ...key });
    assert.deepEqual(unfinishedKeysOf(directory, "bond-net"), []);
    const path = recordPath(directory, key);
    Deno.renameSync(path, `${path}.tmp`);
    Deno.writeTextFileSync(`${directory}/bond-net/other.tmp`, "");
    assert.deepEqual(unfinishedKeysOf(directory, "bond-net"), [key]);
    removeUnfinished(directory, key);
    assert.deepEqual(unfinishedKeysOf(directory, "bond-net"), []);
  }));

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

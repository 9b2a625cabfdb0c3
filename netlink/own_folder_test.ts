/** A folder of one user's own: what is written there is on the disk, and what is removed is gone. */

import assert from "node:assert/strict";
import { SystemError } from "./errors.ts";
import { libc } from "./libc.ts";
import { OwnFolder } from "./own_folder.ts";

function inFolder(work: (folder: OwnFolder) => void): void {
  const path = Deno.makeTempDirSync();
  try {
    using folder = OwnFolder.open(path, Deno.uid() ?? 0);
    assert.ok(folder);
    work(folder);
  } finally {
    Deno.removeSync(path, { recursive: true });
  }
}

const TEXT = new TextEncoder().encode("text");

Deno.test("a file that was written is its owner's alone, and was on the disk before the call returned", () =>
  inFolder((folder) => {
    const { fsync } = libc;
    const sizes: number[] = [];
    libc.fsync = (fd) => {
      sizes.push(Deno.statSync(`/proc/self/fd/${fd}`).size);
      return fsync(fd);
    };
    try {
      folder.write("a", TEXT);
    } finally {
      libc.fsync = fsync;
    }
    assert.deepEqual(sizes, [TEXT.length]);
    assert.deepEqual(folder.read("a", 100), TEXT);
    assert.equal((Deno.statSync(`${folder.path}/a`).mode ?? 0) & 0o777, 0o600);
  }));

Deno.test("what has the name already is not written over, a link there not followed", () =>
  inFolder((folder) => {
    Deno.symlinkSync(`${folder.path}/elsewhere`, `${folder.path}/a`);
    assert.throws(
      () => folder.write("a", TEXT),
      (error: unknown) => error instanceof SystemError && error.code === "EEXIST",
    );
    assert.deepEqual(folder.names(), ["a"]);
  }));

Deno.test("a new name takes the place of what had it", () =>
  inFolder((folder) => {
    folder.write("a", Uint8Array.of(1));
    folder.write("b", Uint8Array.of(2));
    folder.rename("b", "a");
    assert.deepEqual(folder.names(), ["a"]);
    assert.deepEqual(folder.read("a", 100), Uint8Array.of(2));
    assert.throws(
      () => folder.rename("b", "c"),
      (error: unknown) => error instanceof SystemError && error.code === "ENOENT",
    );
  }));

Deno.test("files and empty folders are removed, what is absent is no error, and a full folder stays", () =>
  inFolder((folder) => {
    folder.write("file", TEXT);
    for (const name of ["empty", "full", "full/a"]) Deno.mkdirSync(`${folder.path}/${name}`);
    for (const name of ["file", "empty", "absent", "x".repeat(300)]) folder.remove(name);
    assert.throws(
      () => folder.remove("full"),
      (error: unknown) => error instanceof SystemError && error.code === "ENOTEMPTY",
    );
    assert.deepEqual(folder.names(), ["full"]);
  }));

Deno.test("a folder that others could read is kept to its owner", () =>
  inFolder(({ path }) => {
    const mode = () => (Deno.statSync(path).mode ?? 0) & 0o777;
    Deno.chmodSync(path, 0o777);
    using folder = OwnFolder.open(path, Deno.uid() ?? 0);
    assert.equal(folder?.isOpenToOthers, true);
    folder?.keepOthersOut();
    assert.equal(mode(), 0o700);
  }));

Deno.test("names are on the disk when the folder has been written there", () =>
  inFolder((folder) => {
    const { fsync } = libc;
    const written: (string | undefined)[] = [];
    libc.fsync = (fd) => {
      written.push(Deno.readLinkSync(`/proc/self/fd/${fd}`));
      return fsync(fd);
    };
    try {
      folder.sync();
    } finally {
      libc.fsync = fsync;
    }
    assert.deepEqual(written, [folder.path]);
  }));

Deno.test("a folder is found by one call, or by one for each part where the kernel lacks that: the same is, and the same is refused", () =>
  inFolder((folder) => {
    for (const name of ["a", "a/b"]) Deno.mkdirSync(`${folder.path}/${name}`);
    Deno.writeTextFileSync(`${folder.path}/file`, "");
    Deno.symlinkSync("a", `${folder.path}/link`);
    const said = () =>
      ["a", "a/b", "absent", "absent/b", "file", "file/b", "link", "link/b"].map((name) => {
        try {
          using opened = OwnFolder.open(`${folder.path}/${name}`, Deno.uid() ?? 0);
          return opened?.path;
        } catch (error) {
          return String(error);
        }
      });
    const atOnce = said();
    const { openat2 } = libc;
    // EBADF instead of ENOSYS: any refusal that is not an absence has the parts looked at.
    libc.openat2 = () => libc.close(-1);
    try {
      assert.deepEqual(said(), atOnce);
    } finally {
      libc.openat2 = openat2;
    }
    const { path } = folder;
    assert.deepEqual(atOnce.map((each) => each?.replaceAll(path, "")), [
      "/a",
      "/a/b",
      undefined,
      undefined,
      "TrustError: /file is no folder",
      "TrustError: /file is no folder",
      "TrustError: /link is a link; where it leads may be mounted there instead (mount --bind)",
      "TrustError: /link is a link; where it leads may be mounted there instead (mount --bind)",
    ]);
  }));

/** What a file is, the same as the runtime says. */

import assert from "node:assert/strict";
import { cString } from "./c_string.ts";
import { SystemError } from "./errors.ts";
import { type FileStatus, statusAt, statusOf } from "./file_status.ts";
import { libc } from "./libc.ts";
import { O_CLOEXEC } from "./open_flags.ts";

const FILES = ["/", "/dev/null", "/proc/self/ns/net", "/proc/version", "/etc/passwd"];

function expected(info: Deno.FileInfo): FileStatus {
  const { dev, ino, uid, mode, size, nlink, isFile, isSymlink } = info;
  return {
    dev,
    ino: ino ?? -1,
    uid: uid ?? -1,
    mode: (mode ?? 0) & 0o7777,
    size,
    nlink: nlink ?? -1,
    isFile,
    isSymlink,
  };
}

for (const path of FILES) {
  Deno.test(`${path} is what the runtime says that it is`, () => {
    assert.deepEqual(statusAt(path), expected(Deno.lstatSync(path)));
  });
}

Deno.test("an open file is looked at, whatever its name leads to by then", () => {
  const path = Deno.makeTempFileSync();
  using file = Deno.openSync(path);
  const fd = libc.open(cString(path), O_CLOEXEC, 0);
  try {
    Deno.removeSync(path);
    assert.deepEqual(statusOf(fd, path), expected(file.statSync()));
  } finally {
    libc.close(fd);
  }
});

Deno.test("what is absent has no status, and what is not open is an error that says so", () => {
  assert.equal(statusAt("/absent"), undefined);
  assert.equal(statusAt("/etc/passwd/below"), undefined);
  assert.throws(
    () => statusOf(-1, "/closed"),
    (error: unknown) => error instanceof SystemError && error.code === "EBADF",
  );
});

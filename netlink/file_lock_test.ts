import assert from "node:assert/strict";
import { FileLock } from "./file_lock.ts";

/** Runs `work` with a path in a folder of its own. */
function withPath(work: (path: string) => void): void {
  const folder = Deno.makeTempDirSync();
  try {
    work(`${folder}/lock`);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

const filesBeside = (path: string) =>
  Array.from(Deno.readDirSync(path.slice(0, path.lastIndexOf("/"))), ({ name }) => name);

Deno.test("a lock has one holder at a time, and leaves no file", () => {
  withPath((path) => {
    {
      using first = FileLock.take(path);
      assert.ok(first);
      assert.equal(FileLock.take(path), undefined);
    }
    assert.deepEqual(filesBeside(path), []);
    using second = FileLock.take(path);
    assert.ok(second);
  });
});

Deno.test("a lock file that a dead holder has left is free", () => {
  withPath((path) => {
    Deno.writeTextFileSync(path, "");
    using lock = FileLock.take(path);
    assert.ok(lock);
  });
});

Deno.test("a lock that was given back twice is not taken from the next holder", () => {
  withPath((path) => {
    const first = FileLock.take(path);
    first?.[Symbol.dispose]();
    using second = FileLock.take(path);
    first?.[Symbol.dispose]();
    assert.ok(second);
    assert.equal(FileLock.take(path), undefined);
  });
});

Deno.test("what is no file of its own cannot be a lock", () => {
  withPath((path) => {
    Deno.symlinkSync("elsewhere", path);
    assert.throws(() => FileLock.take(path), { name: "SystemError", code: "ELOOP" });
    Deno.removeSync(path);
    Deno.mkdirSync(path);
    assert.throws(() => FileLock.take(path), { name: "SystemError", code: "EISDIR" });
    assert.throws(() => FileLock.take(`${path}/absent/lock`), { code: "ENOENT" });
  });
});

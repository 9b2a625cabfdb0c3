import assert from "node:assert/strict";
import { Exchange } from "./exchange.ts";

/** Runs `work` with a folder of its own for temporary files. */
function withFolder(work: (folder: string) => void): void {
  const folder = Deno.makeTempDirSync();
  const before = Deno.env.get("TMPDIR");
  Deno.env.set("TMPDIR", folder);
  try {
    work(folder);
  } finally {
    if (before === undefined) Deno.env.delete("TMPDIR");
    else Deno.env.set("TMPDIR", before);
    Deno.removeSync(folder, { recursive: true });
  }
}

Deno.test("a folder that is in use stays, one whose owner is dead goes", () =>
  withFolder((folder) => {
    Deno.mkdirSync(`${folder}/bond-guest-dead`);
    using first = Exchange.create();
    using second = Exchange.create();
    const there = Array.from(Deno.readDirSync(folder), ({ name }) => `${folder}/${name}`);
    assert.deepEqual(there.sort(), [first.folder, second.folder].sort());
  }));

Deno.test("a folder that another process takes for abandoned as it is made is made again", () =>
  withFolder((folder) => {
    const makeTempDirSync = Deno.makeTempDirSync;
    const made: string[] = [];
    Deno.makeTempDirSync = (options) => {
      const path = makeTempDirSync(options);
      if (made.push(path) === 1) Deno.removeSync(path);
      return path;
    };
    try {
      using exchange = Exchange.create();
      assert.deepEqual([made.length, exchange.folder], [2, made[1]]);
      assert.equal(exchange.read("lock"), "");
    } finally {
      Deno.makeTempDirSync = makeTempDirSync;
    }
    assert.deepEqual([...Deno.readDirSync(folder)], []);
  }));

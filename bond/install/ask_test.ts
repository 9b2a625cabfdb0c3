import assert from "node:assert/strict";
import { askVersions } from "./ask.ts";
import { InstallError } from "./errors.ts";
import { Folder, programText } from "./testing.ts";

Deno.test("a program that somebody has open for writing is asked again until it can run", async () => {
  using folder = new Folder();
  const path = folder.program("bond", programText("1"));
  const writer = Deno.openSync(path, { write: true });
  const closing = setTimeout(() => writer.close(), 100);
  try {
    assert.deepEqual(await askVersions(undefined, path), ["1.0.0", "1.1.0"]);
  } finally {
    clearTimeout(closing);
  }
});

Deno.test("who has a program open for writing is to be found where it never can run", async () => {
  using folder = new Folder();
  const path = folder.program("bond", programText("1"));
  using _writer = Deno.openSync(path, { write: true });
  await assert.rejects(askVersions(undefined, path), (error: unknown) => {
    assert.ok(error instanceof InstallError);
    assert.match(error.message, /^\S+ does not run on this node: .*Text file busy/);
    assert.match(error.remedy, /`fuser \S+\/bond` tells who does/);
    return true;
  });
});

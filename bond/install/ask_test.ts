import assert from "node:assert/strict";
import { askVersions } from "./ask.ts";
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

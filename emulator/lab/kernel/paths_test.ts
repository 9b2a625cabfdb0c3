import assert from "node:assert/strict";
import { readableFolder } from "./paths.ts";

Deno.test("a folder that can be read is kept", () => {
  assert.equal(readableFolder("/tmp", () => assert.fail()), "/tmp");
});

Deno.test("a folder that cannot be read is replaced by /, with a word about it", () => {
  const said: string[] = [];
  assert.equal(readableFolder("/nonexistent", (line) => said.push(line)), "/");
  assert.match(said.join("\n"), /^working in \/ because \/nonexistent cannot be read/);
});

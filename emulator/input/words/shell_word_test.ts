import assert from "node:assert/strict";
import { quote } from "./shell_word.ts";

Deno.test("a quoted word is one word of the same text", () => {
  for (const word of ["", "a b", "it's", '$HOME `id` \\ "', "-n", "line\nline", "*", "'''"]) {
    const script = `printf %s ${quote(word)}`;
    const { stdout } = new Deno.Command("sh", { args: ["-c", script] }).outputSync();
    assert.equal(new TextDecoder().decode(stdout), word);
  }
});

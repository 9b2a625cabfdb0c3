import assert from "node:assert/strict";
import fc from "fast-check";
import { CniError } from "./errors.ts";
import { abridged, visible } from "./visible.ts";

Deno.test("nothing of a foreign text acts on a terminal or hides, and what can be seen stays", () => {
  assert.equal(visible("a\x1b[2Jb\rc\x07\x7f\x9bd"), "a\\u001b[2Jb\\u000dc\\u0007\\u007f\\u009bd");
  assert.equal(visible("net1\u202e1ten\u2066x"), "net1\\u202e1ten\\u2066x");
  assert.equal(visible("one\ttwo\nthree é 漢 🙂"), "one\ttwo\nthree é 漢 🙂");
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    assert.doesNotMatch(visible(text).replace(/[\t\n]/g, ""), /\p{Cc}/u);
  }));
});

Deno.test("a JSON text with escapes is the same JSON", () =>
  fc.assert(fc.property(fc.json(), (text) => {
    assert.deepEqual(JSON.parse(visible(text)), JSON.parse(text));
  })));

Deno.test("an error has no more of a foreign text than somebody reads", () => {
  const { msg, details } = new CniError(999, "x".repeat(5_000_000), "\x1b]0;pwned\x07")
    .toJson("1.0.0");
  assert.match(String(msg), /^x{4096}… \(4995904 characters more\)$/);
  assert.equal(details, "\\u001b]0;pwned\\u0007");
  assert.equal(abridged("short"), "short");
});

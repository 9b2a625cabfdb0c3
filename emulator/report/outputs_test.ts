import assert from "node:assert/strict";
import { outputsOf, showAs } from "./outputs.ts";
import { PLAIN } from "./style.ts";

const NOTHING = { diagnostics: [], files: [], strict: false };
const CHECK = { for: "lab", status: "missing", text: "no kernel", remedy: "get one" } as const;

Deno.test("every command shows text to people, and JSON to programs", () => {
  for (const subject of ["lint", "emulate", "test", "inspect", "doctor"] as const) {
    assert.deepEqual(outputsOf(subject).names.slice(0, 2), ["text", "json"]);
  }
});

Deno.test("what is shown is the same in all forms", () => {
  assert.equal(showAs("text", "doctor", [CHECK], PLAIN), "✗ no kernel\n  → get one\n");
  assert.deepEqual(JSON.parse(showAs("json", "doctor", [CHECK], PLAIN)), [CHECK]);
  assert.equal(showAs("text", "lint", NOTHING, PLAIN), "no errors, no warnings\n");
  assert.deepEqual(JSON.parse(showAs("json", "lint", NOTHING, PLAIN)), { diagnostics: [] });
});

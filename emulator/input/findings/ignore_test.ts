import assert from "node:assert/strict";
import type { Diagnostic } from "../model.ts";
import { baselineOf, withoutKnown } from "./baseline.ts";
import { withoutIgnored } from "./ignore.ts";
import type { FindingCode } from "./mod.ts";

function found(code: FindingCode, line: number): Diagnostic<FindingCode> {
  const position = { file: "a.yaml", document: 0, path: "", line, column: 1 };
  return { code, severity: "warning", message: `m${line}`, path: "a.yaml#0", hint: "", position };
}

function heard(text: string, ...diagnostics: Diagnostic<FindingCode>[]): string[] {
  return withoutIgnored(diagnostics, [{ file: "a.yaml", text }])
    .map(({ code, position }) => `${code} ${position?.line}`);
}

const COMMENT = "# bond-lint: ignore mac-policy trusted elsewhere";

Deno.test("a comment is about its own line, or about what comes after it and belongs to that", () => {
  assert.deepEqual(heard(`a: 1\nb: 2 ${COMMENT}\n`, found("mac-policy", 2)), []);
  const nested = `a:\n  ${COMMENT}\n  b:\n    c: 1\n  d: 2\n`;
  assert.deepEqual(heard(nested, found("mac-policy", 4), found("mac-policy", 5)), [
    "mac-policy 5",
  ]);
});

Deno.test("a comment before the first line of a document is about all of it", () => {
  const text = `${COMMENT}\na: 1\nb: 2\n---\nc: 3\n`;
  assert.deepEqual(heard(text, found("mac-policy", 3), found("mac-policy", 5)), ["mac-policy 5"]);
});

Deno.test("other findings of the line are told, and comments that are of no use", () => {
  assert.deepEqual(heard(`a: 1 ${COMMENT}\n`, found("same-nic", 1)), [
    "same-nic 1",
    "ignore-unused 1",
  ]);
  assert.deepEqual(heard("# bond-lint: ignore mac-polcy\na: 1\n"), ["ignore-unknown 1"]);
});

Deno.test("a finding of the baseline is not told again, another one of its kind is", () => {
  const [one, other] = [found("mac-policy", 1), found("mac-policy", 2)];
  const moved = { ...one, position: { ...other.position, line: 9 } };
  const left = withoutKnown([moved as Diagnostic<FindingCode>, other], baselineOf([one]));
  assert.deepEqual(left, [other]);
});

/** The document is SARIF by the schema itself, a copy of which npm's @microsoft/jest-sarif has. */

import assert from "node:assert/strict";
import schema from "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json" with { type: "json" };
import Ajv from "ajv-draft-04";
import { RULES } from "../input/findings/mod.ts";
import { readManifests } from "../input/manifests/mod.ts";
import type { Diagnostic } from "../input/model.ts";
import { planReplay } from "../play/plan/mod.ts";
import { showAs } from "./mod.ts";
import { PLAIN } from "./style.ts";

const isSarif = new Ajv.default({
  strict: false,
  // A pattern of the schema is no regular expression of Unicode.
  unicodeRegExp: false,
  allErrors: true,
  formats: {
    uri: URL.canParse,
    "uri-reference": (text) => URL.canParse(text, "https://example.org/"),
    "date-time": (text) => !Number.isNaN(Date.parse(text)),
  },
}).compile(schema);

/** Returns what the schema has against the document that shows `diagnostics`. */
function faults(diagnostics: readonly Diagnostic[]): string[] {
  if (
    isSarif(JSON.parse(showAs("sarif", "lint", { diagnostics, files: [], strict: false }, PLAIN)))
  ) return [];
  return (isSarif.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

Deno.test("the schema takes a document without findings, and refuses what is none", () => {
  assert.deepEqual(faults([]), []);
  assert.ok(!isSarif({ version: "2.1.0", runs: [{ results: [] }] }));
});

Deno.test("the schema takes the findings of every wrong example of the registry", () => {
  for (const { code, wrong } of RULES) {
    const { diagnostics } = planReplay(readManifests(wrong.files), { cniPath: [] });
    assert.deepEqual(faults(diagnostics), [], code);
  }
});

Deno.test("the schema takes findings of any path, in no file, and about whole files", () => {
  const finding: Diagnostic = {
    code: "bond-config",
    severity: "info",
    message: "ü “quoted” \u{1F517}",
    path: "",
    hint: "",
  };
  const position = { file: "/a b/%2f/ü.yaml", document: 0, path: "", line: 1, column: 1 };
  assert.deepEqual(faults([finding, { ...finding, path: "ens1f0", hint: "x" }]), []);
  assert.deepEqual(faults([{ ...finding, position }]), []);
  assert.deepEqual(faults([{ ...finding, position: { ...position, file: "../a:b.yaml" } }]), []);
});

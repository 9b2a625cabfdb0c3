import assert from "node:assert/strict";
import { ruleOf } from "../input/findings/mod.ts";
import { explainFinding, findingList, findingsPage } from "./explain.ts";

Deno.test("docs/findings.md is what the registry says", () => {
  const path = new URL("../../docs/findings.md", import.meta.url);
  assert.equal(Deno.readTextFileSync(path), findingsPage(), "bond schema findings writes it anew");
});

Deno.test("a finding is explained with its reason, its remedy and an example of each kind", () => {
  const rule = ruleOf("bond-before-links");
  assert.ok(rule);
  const text = explainFinding(rule).join("\n");
  assert.match(text, /^bond-before-links: a bond that stands before its links \(error\)/);
  assert.match(text, /→ Put the networks of the links before the bond/);
  assert.match(text, /wrong:\n.*\n {4}bond@bond0, east@net1/);
});

Deno.test("the list has a line for each finding", () => {
  assert.ok(findingList().some((line) => /^mac-policy +warning +links that may not/.test(line)));
});

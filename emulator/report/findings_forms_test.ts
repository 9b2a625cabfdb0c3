import assert from "node:assert/strict";
import type { Diagnostic } from "../input/model.ts";
import { diagnosticLines } from "./diagnostic.ts";
import { showAs } from "./outputs.ts";
import { PLAIN } from "./style.ts";

const FOUND: Diagnostic = {
  code: "bond-config",
  severity: "error",
  message: 'mode "lacp" is not known, 100%',
  path: "a b.yaml#0:spec.config.mode",
  hint: "write 802.3ad",
  position: { file: "a b.yaml", document: 0, path: "spec.config.mode", line: 7, column: 9 },
};
const SHOWN = { diagnostics: [FOUND], files: [], strict: false };

Deno.test("a finding is shown with its line, and its place underlined", () => {
  const lines = diagnosticLines({ ...FOUND, excerpt: '  mode: "lacp",' });
  assert.deepEqual(lines.slice(2, 4), ['    mode: "lacp",', "          ^^^^^^"]);
});

Deno.test("a finding in a long line is shown with what is around it", () => {
  const excerpt = `${" ".repeat(4)}${"x ".repeat(200)}"lacp"`;
  const at = { ...FOUND, position: { file: "a", document: 0, path: "", line: 1, column: 405 } };
  const [, line = "", mark = ""] = diagnosticLines({ ...at, excerpt });
  assert.ok(line.length < 100);
  assert.equal(line.slice(mark.indexOf("^"), mark.lastIndexOf("^") + 1), '"lacp"');
});

Deno.test("GitHub is told of the place, and of signs that end a command", () => {
  assert.equal(
    showAs("github", "lint", SHOWN, PLAIN),
    "::error file=a b.yaml,line=7,col=9,title=bond-config::" +
      'mode "lacp" is not known, 100%25%0A→ write 802.3ad\n',
  );
});

Deno.test("SARIF has a rule and a place for each result", () => {
  const { version, runs: [run] } = JSON.parse(showAs("sarif", "lint", SHOWN, PLAIN));
  assert.equal(version, "2.1.0");
  const [result] = run.results;
  assert.equal(run.tool.driver.rules[result.ruleIndex].id, "bond-config");
  assert.equal(result.level, "error");
  assert.deepEqual(result.locations[0].physicalLocation, {
    artifactLocation: { uri: "a%20b.yaml" },
    region: { startLine: 7, startColumn: 9 },
  });
});

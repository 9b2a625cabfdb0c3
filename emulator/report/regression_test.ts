import assert from "node:assert/strict";
import fc from "fast-check";
import { diffLines } from "./diff.ts";
import { golden } from "./golden.ts";
import { junit } from "./junit.ts";

Deno.test("equal texts have no difference", () => {
  assert.deepEqual(diffLines("a\nb\n", "a\nb\n"), []);
});

Deno.test("a difference is shown with the lines around it, and what is far away is left out", () => {
  const lines = Array.from({ length: 20 }, (_, i) => `line ${i}`);
  const changed = lines.toSpliced(2, 1, "new").toSpliced(15, 0, "more");
  assert.deepEqual(
    diffLines(lines.join("\n"), changed.join("\n")),
    [
      ...["  line 0", "  line 1", "- line 2", "+ new", "  line 3", "  line 4", "  line 5", "…"],
      ...["  line 12", "  line 13", "  line 14", "+ more", "  line 15", "  line 16", "  line 17"],
    ],
  );
});

Deno.test("a difference has every line that is gone and every line that is new, in order", () => {
  const text = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 12 });
  fc.assert(fc.property(text, text, (before, after) => {
    const shown = diffLines(before.join("\n"), after.join("\n"));
    const only = (kind: string) => shown.filter((line) => line.startsWith(kind)).length;
    assert.equal(only("+") - only("-"), Math.max(1, after.length) - Math.max(1, before.length));
    assert.equal(shown.length === 0, before.join("\n") === after.join("\n"));
  }));
});

Deno.test("JUnit's document counts failures and what was left out, and holds any text", () => {
  const document = junit("fixtures", [
    { name: "good", durationMs: 1500 },
    { name: "bad", durationMs: 20, problem: 'is <not> "as" & \x1bexpected\nsecond line' },
    { name: "elsewhere", durationMs: 0, leftOut: "this needs newer plugins" },
  ]);
  assert.equal(
    document,
    `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="fixtures" tests="3" failures="1" skipped="1" time="1.520">
  <testsuite name="fixtures" tests="3" failures="1" skipped="1" time="1.520">
    <testcase classname="fixtures" name="good" time="1.500"/>
    <testcase classname="fixtures" name="bad" time="0.020">
      <failure message="is &lt;not&gt; &quot;as&quot; &amp; expected">is &lt;not&gt; &quot;as&quot; &amp; expected
second line</failure>
    </testcase>
    <testcase classname="fixtures" name="elsewhere" time="0.000">
      <skipped message="this needs newer plugins"/>
    </testcase>
  </testsuite>
</testsuites>
`,
  );
});

Deno.test("what is pinned is the same wherever the folder is called from", () => {
  const pinned = (folder: string) => {
    const diagnostic = {
      code: "object-repeated",
      severity: "warning",
      message: `pod default/a is defined again; the first is at ${folder}/pod.yaml:1`,
      path: `${folder}/more.yaml:3:9`,
      hint: "remove the other",
    } as const;
    const report = {
      name: "",
      description: "",
      complete: true,
      node: { physicalFunctions: [], nics: [], switches: [], hosts: [] },
      kernel: { provider: "uml", release: "6.1" },
      pods: [],
      scenario: [],
      diagnostics: [diagnostic],
    };
    return golden(report, 0, folder);
  };
  assert.match(pinned("/srv/pods"), /"path": "more\.yaml:3:9"/);
  assert.equal(pinned("."), pinned("/srv/pods"));
});

import assert from "node:assert/strict";
import fc from "fast-check";
import { stringify } from "yaml";
import { indentQuoted } from "./lenient.ts";
import { readSource } from "./source.ts";

/** As the manuals of several distributions have it. */
const COPIED = `apiVersion: k8s.cni.cncf.io/v1
kind: NetworkAttachmentDefinition
metadata:
  name: bond-net1
spec:
  config: '{
  "type": "bond",
"links": [
    {"name": "net1"},
    {"name": "it''s"}
  ]
}'
---
kind: Pod
`;

Deno.test("a quoted scalar whose lines are indented too little is read as the API server reads it", () => {
  const { documents, problems } = readSource("x.yaml", COPIED);
  assert.deepEqual(problems, []);
  const { spec: { config } } = documents[0]?.value as { spec: { config: string } };
  assert.deepEqual(JSON.parse(config), {
    type: "bond",
    links: [{ name: "net1" }, { name: "it's" }],
  });
  assert.deepEqual(documents[1]?.value, { kind: "Pod" });
});

Deno.test("positions in it are those of the file", () => {
  const { documents: [source] } = readSource("x.yaml", COPIED);
  const { spec: { config } } = source?.value as { spec: { config: string } };
  const text = source?.textAt(["spec", "config"], config);
  for (const [path, line, column] of [[["type"], 7, 11], [["links", 1, "name"], 10, 14]] as const) {
    const position = text?.atPath([...path]);
    assert.deepEqual([position?.line, position?.column], [line, column]);
  }
});

Deno.test("items, escapes and other quotes are known", () => {
  const text = `list:
- "a \\" b
c"
- 'd "
  e'
  # 'no
- f: "g
h"
`;
  const { documents: [source], problems } = readSource("x.yaml", text);
  assert.deepEqual(problems, []);
  assert.deepEqual(source?.value, { list: ['a " b c', 'd " e', { f: "g h" }] });
});

Deno.test("what is in a block scalar is left alone", () => {
  const text = "a: |\n  b: 'c\n  d\ne: 'f\ng'\n";
  assert.equal(indentQuoted(text).text, "a: |\n  b: 'c\n  d\ne: 'f\n g'\n");
});

Deno.test("YAML that is right stays as it is", () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => {
    const text = stringify(value);
    assert.deepEqual(readSource("x.yaml", text).documents[0]?.value ?? null, value);
  }));
});

Deno.test("what is wrong otherwise is told where it stands in the file", () => {
  const { problems: [problem] } = readSource("x.yaml", "a: 'b\nc'\nd: [\n");
  assert.equal(problem?.position.line, 4);
});

Deno.test("lines of a quoted scalar may be indented by tabs, as they may be for the API server", () => {
  const { documents, problems } = readSource(
    "x.yaml",
    `spec:\n  config: '{\n\t"type":\n\t\t"bond"\n}'\n`,
  );
  assert.deepEqual(problems, []);
  const { spec: { config } } = documents[0]?.value as { spec: { config: string } };
  assert.deepEqual(JSON.parse(config), { type: "bond" });
});

import assert from "node:assert/strict";
import fc from "fast-check";
import { Scalar, stringify } from "yaml";
import { readSource } from "./source.ts";

function annotationIn(file: string) {
  const { documents: [source], problems } = readSource("x.yaml", file);
  assert.deepEqual(problems, []);
  assert.ok(source);
  const { config } = source.value as { config: string };
  return { source, text: source.textAt(["config"], config) };
}

/** The character of `file` that a position points at. */
function characterAt(file: string, { line, column }: { line: number; column: number }): string {
  return file.split("\n")[line - 1]?.[column - 1] ?? "\n";
}

Deno.test("a value has the position of its first character, from 1", () => {
  const { documents: [source] } = readSource("x.yaml", "a: 1\nb:\n  - c: 2\n    d: [3, 4]\n");
  const { line, column, path, file, document } = source?.position(["b", 0, "d", 1]) ?? {};
  assert.deepEqual({ line, column, path, file, document }, {
    line: 4,
    column: 12,
    path: "b[0].d[1]",
    file: "x.yaml",
    document: 0,
  });
});

Deno.test("what is absent has the position of its nearest ancestor, and its own path", () => {
  const { documents: [source] } = readSource("x.yaml", "a:\n  b: 1\n");
  const { line, path } = source?.position(["a", "c", "d"]) ?? {};
  assert.deepEqual({ line, path }, { line: 2, path: "a.c.d" });
});

Deno.test("positions are those of the file, in its later documents too", () => {
  const { documents } = readSource("x.yaml", "a: 1\n---\nb: 2\n---\n\nc: 3\n");
  assert.deepEqual(
    documents.map((source) => [source.document, source.position(["c"]).line]),
    [[0, 1], [1, 3], [2, 6]],
  );
});

Deno.test("keys of JSON in a block have positions", () => {
  const file = 'config: |\n  {\n    "links": [\n      {"name": "net1"}\n    ]\n  }\n';
  const { text } = annotationIn(file);
  const position = text.atPath(["links", 0, "name"]);
  assert.equal(position.path, "config.links[0].name");
  assert.deepEqual([position.line, position.column], [4, 16]);
});

Deno.test("keys of JSON in quotes on one line have positions", () => {
  for (const file of [`config: '{"a": {"b": "c"}}'`, `config: "{\\"a\\": {\\"b\\": \\"c\\"}}"`]) {
    const { line, column } = annotationIn(file).text.atPath(["a", "b"]);
    assert.equal(line, 1);
    assert.ok(file.slice(column - 1).replace(/^\\/, "").startsWith('"c'), file.slice(column - 1));
  }
});

Deno.test("keys of JSON that is quoted over several lines have positions", () => {
  const file = `config: '{\n    "a": 1,\n\n    "b": 2 }'\n`;
  const { line, column } = annotationIn(file).text.atPath(["b"]);
  assert.deepEqual([line, column], [4, 10]);
});

Deno.test("every character of a string is found where it was written, in every style", () => {
  const words = fc.array(fc.stringMatching(/^[a-z"'\\{}:,]{1,8}$/), { minLength: 1, maxLength: 8 });
  const strings = fc.tuple(words, fc.constantFrom(" ", "\n", "\n  ", "\n\n")).map(
    ([list, separator]) => list.join(separator),
  );
  const styles = fc.constantFrom(
    Scalar.BLOCK_LITERAL,
    Scalar.QUOTE_DOUBLE,
    Scalar.QUOTE_SINGLE,
    Scalar.PLAIN,
  );
  fc.assert(
    fc.property(strings, styles, fc.nat(3), (value, type, depth) => {
      const scalar = new Scalar(value);
      scalar.type = type;
      let data: unknown = { config: scalar };
      for (let i = 0; i < depth; i++) data = { [`level${i}`]: data };
      const file = stringify(data, { lineWidth: 0 });
      const path = [...Array(depth).keys()].reverse().map((i) => `level${i}`);
      const { documents: [source] } = readSource("x.yaml", file);
      // Not every string can be written in every style.
      fc.pre(source !== undefined && JSON.stringify(source.value).includes(JSON.stringify(value)));
      const text = source.textAt([...path, "config"], value);
      for (const [offset, character] of [...value].entries()) {
        if (/\s/.test(character)) continue;
        const found = characterAt(file, text.at(offset));
        const escaped = found === "\\" && (character === '"' || character === "\\");
        assert.ok(found === character || escaped, `${found} for ${character} in\n${file}`);
      }
    }),
    { numRuns: 500 },
  );
});

import assert from "node:assert/strict";
import fc from "fast-check";
import { JsonFault, parseJsonText } from "./json_text.ts";

function fault(text: string): JsonFault {
  try {
    parseJsonText(text);
  } catch (error) {
    assert.ok(error instanceof JsonFault);
    return error;
  }
  assert.fail(`${text} was taken`);
}

Deno.test("what is JSON is returned", () => {
  fc.assert(fc.property(fc.json(), (text) => {
    assert.deepEqual(parseJsonText(text), JSON.parse(text));
  }));
});

Deno.test("the mistakes of everyday are told apart, each at its place", () => {
  const cases: [text: string, offset: number, message: RegExp][] = [
    ['{"a": 1,}', 8, /no comma belongs before }/],
    ["[1, 2,]", 6, /no comma belongs before ]/],
    ['{"a": 1 "b": 2}', 8, /a comma or } is due/],
    ["{a: 1}", 1, /a key in "quotation marks" is due: not a/],
    ["{'a': 1}", 1, /no single quotes/],
    ['{"a" 1}', 5, /a colon is due/],
    ['{"a": yes}', 6, /a value is due: not yes/],
    ['{"a": 1} }', 9, /follows the end/],
    ['{"a": "x', 6, /no end/],
    ['{"a": [1', 8, /the text ends here/],
    ['{ // comment\n"a": 1}', 2, /no comments/],
    ['{"a": 01}', 7, /a comma or } is due: not 1/],
    ["", 0, /a value is due: the text ends here/],
  ];
  for (const [text, offset, message] of cases) {
    const found = fault(text);
    assert.equal(found.offset, offset, text);
    assert.match(found.message, message);
  }
});

Deno.test("a fault is found in exactly the texts that are not JSON", () => {
  const broken = fc.tuple(fc.json(), fc.nat(), fc.string({ maxLength: 2 })).map(
    ([text, at, inserted]) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + inserted + text.slice(place + 1);
    },
  );
  fc.assert(
    fc.property(broken, (text) => {
      let valid = true;
      try {
        JSON.parse(text);
      } catch {
        valid = false;
      }
      if (valid) parseJsonText(text);
      else assert.notEqual(fault(text).message, "it is not JSON");
    }),
    { numRuns: 2000 },
  );
});

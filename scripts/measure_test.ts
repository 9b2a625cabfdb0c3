import assert from "node:assert/strict";
import { type Call, measure } from "./measure.ts";

const call = (changes: Partial<Call>): Call => ({
  ...{ name: "call", program: "/bin/cat", env: {}, stdin: () => "", exitCode: 0 },
  ...changes,
});

Deno.test("each call is measured as often as asked, and knows the result of the one before", async () => {
  const seen: string[] = [];
  const check = (result: string) => {
    seen.push(result);
    return "";
  };
  const calls = [call({ stdin: () => "result" }), call({ stdin: check })];
  const samples = await measure(calls, 2);
  assert.deepEqual(samples.map(({ length }) => length), [2, 2]);
  assert.deepEqual(seen, ["result", "result", "result"]);
});

Deno.test("a call that ends in another way than it must is no measurement", async () => {
  await assert.rejects(
    measure([call({ name: "CHECK", program: "/bin/false" })], 1),
    /^Error: CHECK ended with 1, not 0: /,
  );
});

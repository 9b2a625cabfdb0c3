import assert from "node:assert/strict";
import { allowedProcessors, chooseProcessor, parseProcessorList } from "./processor.ts";

Deno.test("a guest gets the processor that fewest others have", () => {
  assert.equal(chooseProcessor([0, 1, 2], []), 0);
  assert.equal(chooseProcessor([0, 1, 2], [0, 1]), 2);
  assert.equal(chooseProcessor([0, 1], [0, 1, 0]), 1);
  assert.equal(chooseProcessor([4], [4, 4]), 4);
});

Deno.test("lists of processors are read as the kernel writes them", () => {
  assert.deepEqual(parseProcessorList("0-3,8"), [0, 1, 2, 3, 8]);
  assert.deepEqual(parseProcessorList("5"), [5]);
  assert.deepEqual(parseProcessorList(""), []);
});

Deno.test("this process may use at least one processor", () => {
  assert.ok(allowedProcessors().length > 0);
});

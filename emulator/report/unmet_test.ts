import assert from "node:assert/strict";
import { missedText, unmetLines } from "./unmet.ts";

Deno.test("what is not as expected is a sentence, and the key with what was wanted and got", () => {
  const unmet = { key: "traffic.maxGapMs", wanted: 50, got: 77, message: "77 ms without a probe" };
  assert.deepEqual(unmetLines(unmet, "  "), [
    "  77 ms without a probe",
    "    traffic.maxGapMs: wanted 50, got 77",
  ]);
});

Deno.test("nothing and whole things are told too", () => {
  const lines = unmetLines(
    { key: "links.net1", wanted: { mtu: 9000 }, got: null, message: "" },
    "",
  );
  assert.equal(lines[1], '  links.net1: wanted {"mtu":9000}, got none');
});

Deno.test("of several replays it is said in how many, and how far it was from it", () => {
  const missed = { step: "pull it", key: "traffic.maxGapMs", wanted: 50 };
  assert.equal(
    missedText({ ...missed, replays: [1, 3], got: [121, 77] }, 3),
    "pull it: traffic.maxGapMs: wanted 50 in each replay, got 77 to 121 in 2 of 3",
  );
  assert.equal(
    missedText({ step: "x", key: "error", wanted: "a", replays: [1, 2], got: [null, null] }, 2),
    'x: error: wanted "a" in each replay, got none in all 2',
  );
});

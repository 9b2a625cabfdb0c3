import assert from "node:assert/strict";
import { Timeline } from "./timeline.ts";

Deno.test("a timeline has its marks in the order of their times, in ms since it began", () => {
  let now = 1000;
  const timeline = new Timeline(() => now);
  now = 1012.34;
  timeline.mark("first");
  now = 1050;
  timeline.mark("last");
  timeline.mark("between", 20);
  assert.deepEqual(timeline.marks, [
    { atMs: 12.3, what: "first" },
    { atMs: 20, what: "between" },
    { atMs: 50, what: "last" },
  ]);
});

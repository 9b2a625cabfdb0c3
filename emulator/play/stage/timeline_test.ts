import assert from "node:assert/strict";
import { Timeline } from "./timeline.ts";

Deno.test("a timeline has its marks in the order of their times, in ms since it began", () => {
  let now = 1000;
  const timeline = new Timeline(() => now);
  now = 1012.34;
  timeline.mark({ kind: "carrier", what: "first" });
  now = 1050;
  timeline.mark({ kind: "mii", what: "last" });
  timeline.mark({ kind: "resumed", what: "between" }, 20);
  assert.deepEqual(timeline.marks, [
    { atMs: 12.3, kind: "carrier", what: "first" },
    { atMs: 20, kind: "resumed", what: "between" },
    { atMs: 50, kind: "mii", what: "last" },
  ]);
});

Deno.test("what happens at one time, as a timeline counts it, stays in the order in which it was noted", () => {
  let now = 0;
  const timeline = new Timeline(() => now);
  now = 472.68;
  timeline.mark({ kind: "active", what: "first" });
  now = 472.69;
  timeline.mark({ kind: "address", what: "second" });
  assert.deepEqual(timeline.marks.map(({ what }) => what), ["first", "second"]);
});

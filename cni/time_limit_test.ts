import assert from "node:assert/strict";
import { TimeLimit } from "./time_limit.ts";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

Deno.test("when the time is over the signal says how long it was", async () => {
  using limit = new TimeLimit({ timeoutMs: 5 });
  assert.equal(limit.signal.aborted, false);
  await pause(50);
  assert.equal(limit.signal.reason.message, "it took longer than 5 ms");
});

Deno.test("an interrupt ends the wait at once, with its reason", () => {
  const interrupt = new AbortController();
  using limit = new TimeLimit({ timeoutMs: 60_000, interrupt: interrupt.signal });
  assert.equal(limit.signal.aborted, false);
  interrupt.abort("enough");
  assert.deepEqual([limit.signal.aborted, limit.signal.reason], [true, "enough"]);
});

Deno.test("an interrupt that was before ends the wait before it begins", () => {
  using limit = new TimeLimit({ timeoutMs: 60_000, interrupt: AbortSignal.abort("before") });
  assert.equal(limit.signal.reason, "before");
});

Deno.test("with grace the wait goes on for a moment after the interrupt", async () => {
  const interrupt = new AbortController();
  using limit = new TimeLimit({ timeoutMs: 60_000, interrupt: interrupt.signal, graceMs: 30 });
  interrupt.abort("enough");
  assert.equal(limit.signal.aborted, false);
  await pause(100);
  assert.equal(limit.signal.reason, "enough");
});

Deno.test("what is disposed of ends nothing any more", async () => {
  const interrupt = new AbortController();
  const limit = new TimeLimit({ timeoutMs: 20, interrupt: interrupt.signal });
  limit[Symbol.dispose]();
  interrupt.abort("late");
  await pause(60);
  assert.equal(limit.signal.aborted, false);
});

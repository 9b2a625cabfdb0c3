import assert from "node:assert/strict";
import { Flow } from "./flow.ts";

/** Sends probes `from` … `to` at 10 ms intervals, each received 1 ms later unless it is in `lost`. */
function play(flow: Flow, from: number, to: number, lost: readonly number[] = []): void {
  for (let i = from; i <= to; i++) {
    assert.equal(flow.send(i * 10), i);
    if (!lost.includes(i)) flow.receive(i, i * 10 + 1);
  }
}

Deno.test("a flow counts what is lost, and how long nothing came through", () => {
  const flow = new Flow("out");
  play(flow, 0, 40, [10, 11, 12]);
  assert.deepEqual(flow.count(1000, 250), { sent: 41, lost: 3, duplicated: 0, maxGapMs: 599 });
  assert.deepEqual(flow.count(410, 250), { sent: 41, lost: 3, duplicated: 0, maxGapMs: 40 });
});

Deno.test("a flow reports when each frame went and came, and when nothing came through", () => {
  const flow = new Flow("out");
  play(flow, 0, 4);
  flow.reset(50);
  play(flow, 5, 9, [6, 7]);
  const { sentMs, arrivedMs, gap } = flow.report(100, 250);
  assert.deepEqual(sentMs, [0, 10, 20, 30, 40]);
  assert.deepEqual(arrivedMs, [1, null, null, 31, 41]);
  assert.deepEqual(gap, { fromMs: 1, toMs: 31 });
});

Deno.test("the time since the last frame is the gap where nothing has come through again", () => {
  const flow = new Flow("out");
  flow.reset(0);
  play(flow, 0, 50, [3, 4, 5].concat(Array.from({ length: 45 }, (_, i) => i + 6)));
  assert.deepEqual(flow.report(510, 250).gap, { fromMs: 21, toMs: 510 });
});

Deno.test("a probe that is late is not lost until patience is at its end", () => {
  const flow = new Flow("out");
  play(flow, 0, 20, [20]);
  assert.equal(flow.count(300, 250).lost, 0);
  assert.equal(flow.count(500, 250).lost, 1);
  flow.receive(20, 510);
  assert.equal(flow.count(520, 250).lost, 0);
});

Deno.test("a probe that comes twice is counted", () => {
  const flow = new Flow("out");
  play(flow, 0, 3);
  flow.receive(2, 50);
  assert.equal(flow.count(50, 250).duplicated, 1);
});

Deno.test("a reset starts the counts anew, and probes from before do not count any more", () => {
  const flow = new Flow("out");
  play(flow, 0, 9, [8, 9]);
  flow.reset(100);
  assert.deepEqual(flow.count(100, 250), { sent: 0, lost: 0, duplicated: 0, maxGapMs: 0 });
  play(flow, 10, 12);
  assert.deepEqual(flow.count(130, 250), { sent: 3, lost: 0, duplicated: 0, maxGapMs: 10 });
});

Deno.test("a flow is quiet when the last ten probes came through", () => {
  const flow = new Flow("out");
  play(flow, 0, 8);
  assert.equal(flow.isQuiet(90, 250), false);
  play(flow, 9, 9);
  assert.equal(flow.isQuiet(100, 250), true);
  play(flow, 10, 25, [10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
  assert.equal(flow.isQuiet(600, 250), false);
  play(flow, 26, 29);
  assert.equal(flow.isQuiet(600, 250), true);
});

Deno.test("a probe tells how many before it have not come through", () => {
  const flow = new Flow("out");
  for (let i = 0; i < 6; i++) flow.send(i * 10);
  assert.deepEqual([0, 1, 5, 4].map((sequence) => flow.receive(sequence, 60)), [0, 0, 3, 0]);
});

import assert from "node:assert/strict";
import type { ReplayReport } from "./events.ts";
import { repeatsOf } from "./repeats.ts";
import type { Unmet } from "../unmet.ts";

/** A replay whose one step had a failover after `atMs`, with so many frames lost. */
function replay(atMs: number | undefined, lost: number, unmet: Unmet[] = []): ReplayReport {
  const flow = {
    sent: 50,
    lost,
    duplicated: 0,
    maxGapMs: lost * 10,
    sentMs: [],
    arrivedMs: [],
    gap: { fromMs: 0, toMs: 0 },
  };
  return {
    name: "",
    description: "",
    node: { physicalFunctions: [], nics: [], switches: [], hosts: [] },
    complete: true,
    diagnostics: [],
    kernel: { provider: "uml", release: "6.1" },
    pods: [],
    scenario: [{
      what: "pull the cable",
      action: { down: { cable: "ens1f0" } },
      startMs: 1,
      durationMs: 1,
      links: {},
      outOfService: [],
      timeline: atMs === undefined
        ? []
        : [{ atMs, kind: "active", what: "bond0 sends through net2" }],
      flows: { "to the host": flow },
      failures: [],
      unmet,
    }],
  };
}

const shown = (reports: ReplayReport[]) =>
  repeatsOf(reports).measures.map(({ name, min, median, max }) => [name, min, median, max]);

Deno.test("of several replays there are minimum, median and maximum", () => {
  assert.deepEqual(shown([replay(34, 3), replay(121, 12), replay(77, 7)]), [
    ["failover", 34, 77, 121],
    ["frames lost", 3, 7, 12],
    ["longest silence", 30, 70, 120],
  ]);
  assert.deepEqual(shown([replay(10, 0), replay(20, 0)]), [["failover", 10, 15, 20]]);
});

Deno.test("a replay that has no failover does not count for it", () => {
  assert.deepEqual(shown([replay(34, 0), replay(undefined, 0)]), [["failover", 34, 34, 34]]);
});

const late = (got: number): Unmet => ({
  key: "traffic.maxGapMs",
  wanted: 50,
  got,
  message: `${got} ms without a probe`,
});

Deno.test("an expectation is one of all replays: it is told in which it was not met, and how far", () => {
  const { missed } = repeatsOf([
    replay(1, 0, [late(77), late(60)]),
    replay(1, 0),
    replay(1, 0, [late(121)]),
  ]);
  assert.deepEqual(missed, [{
    step: "pull the cable",
    key: "traffic.maxGapMs",
    wanted: 50,
    replays: [1, 3],
    got: [77, 60, 121],
  }]);
});

Deno.test("it is said how many replays were as expected", () => {
  const { replays, asExpected } = repeatsOf([replay(1, 0), replay(1, 0, [late(77)])]);
  assert.deepEqual([replays, asExpected], [2, 1]);
});

import assert from "node:assert/strict";
import type { ReplayReport } from "./events.ts";
import { repeatsOf } from "./repeats.ts";

/** A replay whose one step had a failover after `atMs`, with so many frames lost. */
function replay(atMs: number | undefined, lost: number, unmet: string[] = []): ReplayReport {
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

Deno.test("it is said how many replays were as expected", () => {
  const { replays, asExpected } = repeatsOf([replay(1, 0), replay(1, 0, ["late"])]);
  assert.deepEqual([replays, asExpected], [2, 1]);
});

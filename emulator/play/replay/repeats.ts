/** What several replays of one input measured: one replay is no bound. Pure. */

import type { StepReport } from "../stage/mod.ts";
import type { Unmet } from "../unmet.ts";

/** One thing that was measured in several replays. */
export interface Measure {
  /** The step of the scenario, in words. */
  step: string;
  /** What it is: how long a bond took, ms; frames lost both ways; how long nothing came through, ms. */
  name: "failover" | "frames lost" | "longest silence";
  /** Of the values. */
  unit: "ms" | "";
  /** Of each replay that has it, in their order. */
  values: number[];
  /** The smallest value. */
  min: number;
  /** The one in the middle. */
  median: number;
  /** The largest value. */
  max: number;
}

/** What is looked at of a replay. */
interface Replay {
  scenario: readonly StepReport[];
  pods: readonly { verdict: string }[];
}

/** An expectation that was not met in some replays. */
export interface Missed extends Pick<Unmet, "key" | "wanted"> {
  /** The step of the scenario, in words. */
  step: string;
  /** The numbers of the replays, from 1. */
  replays: number[];
  /** What was instead, of each time that it was not met. */
  got: unknown[];
}

/** Several replays of one input. */
export interface Repeats {
  /** How many there were. */
  replays: number;
  /** How many of them were as expected. */
  asExpected: number;
  /** What was measured in them, step by step. */
  measures: Measure[];
  /** What was not met in all of them. */
  missed: Missed[];
}

/** Returns what replays of one input measured, step by step. */
export function repeatsOf(reports: readonly Replay[]): Repeats {
  const steps = reports[0]?.scenario ?? [];
  const measures = steps.flatMap(({ what }, i) =>
    NAMES.flatMap(({ name, unit, of }) => {
      const values = reports.flatMap(({ scenario }) => {
        const step = scenario[i];
        return step ? of(step) ?? [] : [];
      });
      return values.length === 0 || values.every((value) => value === 0)
        ? []
        : [{ step: what, name, unit, values, ...spread(values) }];
    })
  );
  const asExpected =
    reports.filter(({ scenario, pods }) =>
      scenario.every(({ unmet }) => unmet.length === 0) &&
      pods.every(({ verdict }) => verdict === "ok")
    ).length;
  return { replays: reports.length, asExpected, measures, missed: missedIn(reports) };
}

function missedIn(reports: readonly Replay[]): Missed[] {
  const found = new Map<string, Missed>();
  for (const [i, { scenario }] of reports.entries()) {
    for (const [position, { what, unmet }] of scenario.entries()) {
      for (const { key, wanted, got } of unmet) {
        const name = JSON.stringify([position, key, wanted]);
        const known = found.get(name) ?? { step: what, key, wanted, replays: [], got: [] };
        found.set(name, known);
        if (known.replays.at(-1) !== i + 1) known.replays.push(i + 1);
        known.got.push(got);
      }
    }
  }
  return [...found.values()];
}

const NAMES:
  readonly (Pick<Measure, "name" | "unit"> & { of(step: StepReport): number | undefined })[] = [
    {
      name: "failover",
      unit: "ms",
      of: ({ timeline }) => timeline.find(({ kind }) => kind === "active")?.atMs,
    },
    {
      name: "frames lost",
      unit: "",
      of: ({ flows }) => sum(Object.values(flows).map(({ lost }) => lost)),
    },
    {
      name: "longest silence",
      unit: "ms",
      of: ({ flows }) => {
        const all = Object.values(flows);
        // Without a lost frame it is only the time between two.
        return all.some(({ lost }) => lost > 0)
          ? Math.max(...all.map(({ maxGapMs }) => maxGapMs))
          : undefined;
      },
    },
  ];

function sum(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((one, other) => one + other, 0);
}

function spread(values: readonly number[]): Pick<Measure, "min" | "median" | "max"> {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (position: number) => sorted[position] ?? 0;
  const middle = (sorted.length - 1) / 2;
  return {
    min: at(0),
    median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    max: at(sorted.length - 1),
  };
}

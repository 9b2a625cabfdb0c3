/** Cases that are played several times, and told of when all of it is over. */

import { repeatsOf, type ReplayReport } from "../replay/mod.ts";
import {
  type PlayedCase,
  type ReplayWay,
  runCases,
  type RunListener,
  type TestCase,
} from "./runner.ts";

/** One of the replays of a case. */
type Repeated<C extends TestCase> = C & { replays: number };

/** Returns the case as often as it is to be played: the scenario's number of times where none is given. */
export function repeated<C extends TestCase>(
  test: C,
  repeat: number = test.scenario?.repeat ?? 1,
): Repeated<C>[] {
  // What cannot be played comes out alike every time.
  const replays = test.plan ? repeat : 1;
  return Array.from({ length: replays }, (_, i) => ({
    ...test,
    name: i === 0 ? test.name : `${test.name} (${i + 1})`,
    replays,
  }));
}

/** Who hears of cases that are played several times. */
export interface RepeatListener<C extends TestCase> extends Omit<RunListener<C>, "onOver"> {
  /** All replays of a case are over; the report is the first one's, with what all of them measured. */
  onOver(replays: readonly PlayedCase<C>[], test: C, report: ReplayReport): void;
}

/** Plays cases of {@linkcode repeated} as {@linkcode runCases} does. */
export async function runRepeated<C extends TestCase>(
  cases: readonly Repeated<C>[],
  way: ReplayWay,
  { onOver, ...listener }: RepeatListener<C>,
): Promise<void> {
  let waiting: PlayedCase<C>[] = [];
  await runCases<Repeated<C>>(cases, way, {
    ...listener,
    onOver(played) {
      waiting.push(played);
      if (waiting.length < played.test.replays) return;
      const all = waiting;
      waiting = [];
      const reports = all.map(({ report }) => report);
      const report = reports[0] ?? played.report;
      const whole = reports.length > 1 ? { ...report, repeats: repeatsOf(reports) } : report;
      onOver(all, played.test, whole);
    },
  });
}

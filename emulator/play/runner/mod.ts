/**
 * Playing what was planned: once, several times, or with a shell; many cases of a regression test in any
 * number of guests; and rehearsals for other programs.
 * @module
 */
export { type Fixture, fixturesAt } from "./fixtures.ts";
export { inGuestsOf } from "./kernels.ts";
export { type KernelWish, type Repetition, replayPlanned, replayWithShell } from "./planned.ts";
export {
  type PlayedCase,
  type ReplayWay,
  runCases,
  type RunListener,
  type TestCase,
} from "./runner.ts";
export { repeated, runRepeated } from "./repeated.ts";
export { Rehearsal, type ReplayOptions } from "./rehearsal.ts";

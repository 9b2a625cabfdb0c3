/**
 * Folders of manifests as cases of a regression test, and playing them.
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

/**
 * Folders of manifests as cases of a regression test, and playing them.
 * @module
 */
export { guestCount, inGuests } from "./guests.ts";
export { findFixtures, type Fixture } from "./fixtures.ts";
export {
  type PlayedCase,
  type ReplayWay,
  runCases,
  type RunListener,
  type TestCase,
} from "./runner.ts";
export { Rehearsal, type ReplayOptions } from "./rehearsal.ts";

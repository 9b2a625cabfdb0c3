/**
 * Regression tests made of manifests: what a replay must give, and what is different.
 * @module
 */
export { findFixtures, type Fixture } from "./cases.ts";
export { diffLines } from "./diff.ts";
export { golden, GOLDEN_FILE } from "./golden.ts";
export { type CaseResult, junit } from "./junit.ts";

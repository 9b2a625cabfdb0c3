/**
 * Playing a scenario: what is done around pods while they live, and what is seen of it.
 * @module
 */
export { type FlowReport } from "./flow.ts";
export { Kills } from "./kill.ts";
export { attachedBySteps, runScenario, type StepReport, unplayed } from "./run.ts";
export { type Happening, type Mark } from "./timeline.ts";
export * from "./types.ts";

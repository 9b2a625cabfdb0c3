/**
 * Scenarios: what happens around pods while they live, and what is seen of it.
 * @module
 */
export { describe } from "./describe.ts";
export { type FlowCount } from "./flow.ts";
export { killAtRequest } from "./fault.ts";
export { KILL_VARIABLE, Kills } from "./kill.ts";
export { attachedBySteps, runScenario, type StepReport } from "./run.ts";
export { ScenarioError, type Stage, type StagePod } from "./stage.ts";
export { type Mark } from "./timeline.ts";
export type {
  DiagnosticExpectation,
  LinkExpectation,
  PodExpectation,
  ScenarioExpectation,
} from "./expect_schema.ts";
export { compareDiagnostics, compareOutcome, type ReplayOutcome } from "./compare.ts";
export { describedNode } from "./node.ts";
export type { NodeDescription } from "./node_schema.ts";
export { readScenario, type ScenarioManifest } from "./read.ts";
export { type ResolvedScenario, resolveScenario } from "./resolve.ts";
export {
  type ScenarioDocument,
  scenarioJsonSchema,
  type ScenarioPod,
  scenarioSchema,
  type ScenarioSettings,
} from "./schema.ts";
export * from "./types.ts";

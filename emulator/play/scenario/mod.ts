/**
 * Scenarios as people write them: read, checked, made ready to be played, and compared with what came
 * of them.
 * @module
 */
export type { DiagnosticExpectation, ScenarioExpectation } from "./expect_schema.ts";
export { compareDiagnostics, compareOutcome } from "./compare.ts";
export { linkName } from "../fields.ts";
export { describedNode } from "./node.ts";
export type { NodeDescription } from "./node_schema.ts";
export { joined, readScenario, type ScenarioManifest } from "./read.ts";
export { resolveScenario } from "./resolve.ts";
export {
  SCENARIO_API,
  type ScenarioDocument,
  scenarioJsonSchema,
  type ScenarioPod,
  scenarioSchema,
  type ScenarioSettings,
} from "./schema.ts";

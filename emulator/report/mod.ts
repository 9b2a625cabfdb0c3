/**
 * What is shown of manifests and replays, and how that differs from what was expected, as strings:
 * nothing here writes to a terminal.
 * @module
 */
export { diagnosticLines } from "./diagnostic.ts";
export { explainFinding, findingList, findingsPage } from "./explain.ts";
export { diffLines } from "./diff.ts";
export { type FolderCase, judgeCase } from "./case.ts";
export { golden, GOLDEN_FILE } from "./golden.ts";
export { type CaseResult, junit } from "./junit.ts";
export { duration, paragraph, table } from "./layout.ts";
export { type OutputName, outputsOf, showAs, type Subject, type TestReport } from "./outputs.ts";
export { nodeMacs, stabilize } from "./stable.ts";
export { reportJsonSchema } from "./schema.ts";
export { repeatLines } from "./repeats.ts";
export { withoutPlaces } from "./places.ts";
export { PLAIN, type Style, styleFor } from "./style.ts";
export { TextReport } from "./text.ts";
export { type Outcome, outcomeOf } from "./verdict.ts";

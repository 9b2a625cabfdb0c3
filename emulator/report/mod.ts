/**
 * What is shown of manifests and replays, and how that differs from what was expected, as strings:
 * nothing here writes to a terminal.
 * @module
 */
export { diagnosticLines } from "./diagnostic.ts";
export * from "./commands/mod.ts";
export { withLines } from "./excerpts.ts";
export { explainCode, explainList, findingsPage } from "./explain.ts";
export { hardwareLines } from "./hardware.ts";
export { diffLines } from "./diff.ts";
export { type FolderCase, judgeReplays } from "./case.ts";
export { golden, GOLDEN_FILE } from "./golden.ts";
export { type CaseResult, junit } from "./junit.ts";
export { duration, paragraph, table } from "./layout.ts";
export {
  type BondMoment,
  isTold,
  madeReady,
  type OutputName,
  outputsOf,
  showAs,
  type Subject,
  tellAs,
  type TestReport,
} from "./outputs.ts";
export { renderLive } from "./html/mod.ts";
export { type LivePage, PageServer } from "./serve/mod.ts";
export { reportJsonSchema } from "./schema.ts";
export { PLAIN, type Style, styleFor } from "./style.ts";
export { type Outcome, outcomeOf } from "./verdict.ts";

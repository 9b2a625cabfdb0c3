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
export { judgeFolders } from "./folder_run.ts";
export { GOLDEN_FILE } from "./golden.ts";
export { requireWritable, writeJunit } from "./junit_file.ts";
export { duration, paragraph, table } from "./layout.ts";
export {
  type BondMoment,
  isTold,
  type OutputName,
  outputsOf,
  showAs,
  type Subject,
  tellAs,
  type TestReport,
} from "./outputs.ts";
export { showReplay } from "./replay_run.ts";
export { showReplayWithShell } from "./shell_run.ts";
export { reportJsonSchema } from "./schema.ts";
export { PLAIN, type Style, styleFor } from "./style.ts";
export { type Outcome, outcomeOf } from "./verdict.ts";

/**
 * What is shown of manifests and replays, and how that differs from what was expected, as strings; what
 * runs while people look on; and the terminal, which alone writes any of it.
 * @module
 */
export * from "./commands/mod.ts";
export { DOCUMENT_NAMES, documentOf } from "./documents.ts";
export { explainCode, explainedCodes, explainList, findingsPage } from "./explain.ts";
export { showHardware } from "./hardware_run.ts";
export { showInstall } from "./install_run.ts";
export { showBonds } from "./inspect_run.ts";
export { showFolders } from "./folder_run.ts";
export { GOLDEN_FILE } from "./golden.ts";
export { duration, paragraph, table } from "./layout.ts";
export {
  isTold,
  type OutputName,
  outputsOf,
  showAs,
  type Subject,
  tellAs,
  type TestReport,
} from "./outputs.ts";
export { showReplay } from "./replay_run.ts";
export { showReplayWithShell, showWorldWithShell } from "./shell_run.ts";
export { show } from "./show.ts";
export { reportJsonSchema } from "./schema.ts";
export { PLAIN, type Style, styleFor } from "./style.ts";
export { type Outcome, outcomeOf } from "./verdict.ts";
export * from "./terminal/mod.ts";

/**
 * What is shown of manifests and replays, as strings: nothing here writes to a terminal.
 * @module
 */
export { bondLines } from "./bond.ts";
export { countDiagnostics, diagnosticLines } from "./diagnostic.ts";
export { renderJson } from "./json.ts";
export { duration, paragraph, table } from "./layout.ts";
export { nodeMacs, stabilize } from "./stable.ts";
export { PLAIN, type Style, styleFor } from "./style.ts";
export { TextReport } from "./text.ts";

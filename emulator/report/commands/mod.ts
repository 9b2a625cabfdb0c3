/**
 * The command line as documents: a reference, a manual page, and completion for shells.
 * @module
 */
export { completionScript, SHELLS } from "./completion.ts";
export { commandReference, manPage } from "./manual.ts";
export type { ArgumentWords, CommandWords, OptionWords } from "./words.ts";

/**
 * The terminal: all that the command line says goes through here, and nothing in it acts on a terminal but
 * colours and a line that comes and goes.
 * @module
 */
export { Progress } from "./progress.ts";
export {
  isUnread,
  print,
  printError,
  printLines,
  say,
  stderrSink,
  styleOf,
  writeAll,
} from "./terminal.ts";

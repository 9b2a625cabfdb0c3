/** What the program has beside the plugin. It is loaded only where it is wanted: a CNI call needs none of it. */

export { runCommandLine } from "./command_line.ts";
export { aboutText } from "./version.ts";

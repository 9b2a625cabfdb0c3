/** The plugin's commands. */

export { bondPlugin } from "./plugin.ts";

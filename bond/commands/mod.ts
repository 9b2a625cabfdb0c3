/** The plugin's commands, and what an administrator asks of it. */

export { bondPlugin } from "./plugin.ts";
export * from "./node_bonds.ts";
export * from "./node_watch.ts";
export * from "./upkeep.ts";

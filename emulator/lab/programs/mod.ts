/**
 * The programs that a replay runs: where they are, which stand in for others, and which are missing.
 * @module
 */
export { labPluginArgs, runLabPlugin } from "./lab_plugin.ts";
export { programFacts } from "./facts.ts";
export { masquerades, missingServers, outdatedPlugins, usedTypes } from "./needed.ts";
export {
  locateProgram,
  programAt,
  Programs,
  type ProgramSettings,
  selfCommand,
} from "./programs.ts";
export { cniVersionsOf, type PluginSet, pluginSets, usualCniPath } from "./stock_plugins.ts";

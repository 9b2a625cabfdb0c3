/**
 * The Container Network Interface: what any plugin needs, and what a runtime needs.
 *
 * A plugin is an object with `add` and `del`, run by `runPlugin`. A runtime loads network lists and
 * calls `addNetworkList` and its siblings.
 */

export * from "./json.ts";
export * from "./go_keys.ts";
export * from "./version.ts";
export * from "./errors.ts";
export { reasonOf } from "./reason.ts";
export * from "./invocation.ts";
export * from "./result.ts";
export * from "./environment.ts";
export * from "./config.ts";
export * from "./result_parse.ts";
export * from "./result_render.ts";
export * from "./plugin.ts";
export * from "./host.ts";
export * from "./run_plugin.ts";
export { runUnloaded } from "./run_unloaded.ts";
export { runVersion } from "./run_version.ts";
export * from "./serve.ts";
export {
  exists,
  isExecutable,
  isFile,
  namesIn,
  readIfPresent,
  removeIfPresent,
  writeOut,
} from "./files.ts";
export * from "./find.ts";
export * from "./exec.ts";
export * from "./ipam.ts";
export * from "./runtime/mod.ts";
export * from "./sysctl.ts";
export * from "./settle.ts";
export * from "./configure.ts";
export * from "./verify.ts";
export * from "./frames.ts";
export * from "./announce.ts";
export * from "./visible.ts";

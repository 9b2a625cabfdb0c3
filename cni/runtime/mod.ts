/** The runtime's side of the protocol: networks, the calls they take, and the memory of their results. */

export * from "./runtime.ts";
export * from "./network_list.ts";
export * from "./load.ts";
export * from "./cache.ts";
export * from "./request.ts";
export { callPlugin, pluginVersions } from "./call.ts";
export * from "./list_operations.ts";
export * from "./network_operations.ts";

/** The bond plugin, its configuration, its place on a node, and bonds in network namespaces for other programs. */

export * from "./commands/mod.ts";
export * from "./config/mod.ts";
export * from "./errors.ts";
export * from "./install/mod.ts";
export * from "./library/mod.ts";
export * from "./policy/mod.ts";

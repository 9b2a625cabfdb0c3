/** The bond plugin, its configuration, and bonds in network namespaces for other programs. */

export * from "./commands/mod.ts";
export * from "./config/mod.ts";
export * from "./errors.ts";
export * from "./library/mod.ts";

/** The bond plugin, and bonds in network namespaces for other programs. */

export { bondPlugin } from "./commands/plugin.ts";
export * from "./config/option.ts";
export * from "./config/options.ts";
export * from "./config/values.ts";
export * from "./config/settings.ts";
export * from "./config/schema.ts";
export * from "./config/config.ts";
export * from "./config/problem.ts";
export * from "./errors.ts";
export * from "./restore/record.ts";
export * from "./build/plan.ts";
export * from "./library/inspect.ts";
export * from "./library/library.ts";
export * from "./config/json_schema.ts";
export * from "./config/reference.ts";

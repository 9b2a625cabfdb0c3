/** The bond plugin, and bonds in network namespaces for other programs. */

export { bondPlugin } from "./plugin.ts";
export * from "./option.ts";
export * from "./options.ts";
export * from "./values.ts";
export * from "./settings.ts";
export * from "./schema.ts";
export * from "./config.ts";
export * from "./problem.ts";
export * from "./errors.ts";
export * from "./record.ts";
export * from "./plan.ts";
export * from "./inspect.ts";
export * from "./library.ts";
export * from "./json_schema.ts";
export * from "./reference.ts";

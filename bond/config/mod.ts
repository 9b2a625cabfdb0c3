/** The configuration of a bond: its tables, its one reader, and what they say of it. */

export * from "./config.ts";
export { readFields, type Values } from "./fields.ts";
export { bondJsonSchema } from "./json_schema.ts";
export { type LinkConfig, type LinkSelector, nameInContainer } from "./link_config.ts";
export { outlineLinks } from "./link_outline.ts";
export * from "./mtu.ts";
export * from "./one_address.ts";
export * from "./option.ts";
export * from "./options.ts";
export * from "./outline.ts";
export * from "./port_options.ts";
export * from "./problem.ts";
export { configReference } from "./reference.ts";
export { RESTORE_KEYS, type RestoreChoice } from "./restore_keys.ts";
export { LINK_SETTINGS, SETTINGS, type Settings } from "./settings.ts";
export * from "./values.ts";

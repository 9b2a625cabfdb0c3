/**
 * What rules look at: the plugins of pods' chains with the places of their configurations, bonds and
 * their links, and what plugins would say.
 * @module
 */

export * from "./addresses.ts";
export * from "./bond_use.ts";
export * from "./bond_verdicts.ts";
export * from "./facts.ts";
export * from "./ipam.ts";
export * from "./links.ts";
export * from "./mtu.ts";
export * from "./occupants.ts";
export * from "./order.ts";
export * from "./plugin_use.ts";
export * from "./segments.ts";
export * from "./stray_annotations.ts";
export * from "./types.ts";
export * from "./uppers.ts";
export { listed } from "../words/mod.ts";

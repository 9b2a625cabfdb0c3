/**
 * What is known of plugins of other projects, and what those of the reference refuse.
 * @module
 */

export { type PluginTraits, traitsOf } from "./traits.ts";
export { type StockRefusal, stockRefusal } from "./refusal.ts";

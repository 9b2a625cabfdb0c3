/**
 * What is known of plugins of other projects, and what those of the reference refuse.
 * @module
 */

export { KNOWN_TYPES, traitsOf } from "./traits.ts";
export { stockRefusal } from "./refusal.ts";
export { sysctlFault } from "./sysctls.ts";

/**
 * Whether a node has what the plugin needs, and a machine what the lab needs, which can be put into place.
 * @module
 */
export type { Check } from "./check.ts";
export { installLab } from "./install.ts";
export { examineLab } from "./lab.ts";
export { examineNode } from "./node.ts";

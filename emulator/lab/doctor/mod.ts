/**
 * Whether a node has what the plugin needs, and a machine what the lab needs.
 * @module
 */
export type { Check } from "./check.ts";
export { installLab, type LabInstallation } from "./install.ts";
export { examineLab, type LabSettings } from "./lab.ts";
export { examineNode } from "./node.ts";

/**
 * Whether a node has what the plugin and the lab need.
 * @module
 */
export { examineNode, type Finding } from "./node.ts";

/** The node's policy: /etc/cni/bond/policy.json, what it says, and what that means for a call. */

export { matches, type NodePolicy } from "./decide.ts";
export { explainPolicy } from "./explain.ts";
export { type LinkGuard, PolicyGuard } from "./guard.ts";
export {
  type LinkRule,
  type LogLevel,
  parsePolicy,
  type Policy,
  policyJsonSchema,
} from "./policy.ts";
export { POLICY_PATH, readNodePolicy } from "./read.ts";

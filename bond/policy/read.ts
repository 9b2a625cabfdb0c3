/** The file of the node's policy. */

import { messageOf } from "../../cni/mod.ts";
import { OwnFolder } from "../../netlink/mod.ts";
import type { NodePolicy } from "./decide.ts";
import { parsePolicy } from "./policy.ts";

/** Where it is. No configuration and no variable says otherwise. */
export const POLICY_PATH = "/etc/cni/bond/policy.json";

/** Octets of a policy at most. */
const MAX_OCTETS = 1 << 18;

/** Only what root put there governs the node. */
const ROOT = 0;

/** Returns the policy of this node. Never throws: one that cannot be read governs all the same. */
export function readNodePolicy(path = POLICY_PATH): NodePolicy {
  const end = path.lastIndexOf("/");
  let bytes: Uint8Array | undefined;
  try {
    using folder = OwnFolder.open(path.slice(0, end), ROOT);
    if (folder?.isOpenToOthers) {
      return { state: "unusable", problem: "others than root may write to its folder" };
    }
    bytes = folder?.read(path.slice(end + 1), MAX_OCTETS);
  } catch (cause) {
    return { state: "unusable", problem: messageOf(cause) };
  }
  if (!bytes) return { state: "absent" };
  const { policy, problem } = parsePolicy(new TextDecoder().decode(bytes));
  return policy ? { state: "valid", policy } : { state: "unusable", problem };
}

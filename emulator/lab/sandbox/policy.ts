/** The policy of the lab's node: its administrator is whoever wrote the scenario. */

import { type Policy, POLICY_PATH } from "../../../bond/mod.ts";
import type { NodeModel } from "../../input/model.ts";
import { devicesOf } from "./wiring.ts";

/**
 * Gives the node the policy that its description has, or an empty one. Its cards are pairs of virtual links,
 * of which the kernel names no device: the policy says that they are hardware.
 */
export function writePolicy(node: NodeModel): void {
  const { policy = {} } = node;
  const text = typeof policy === "string" ? policy : JSON.stringify(withCards(policy, node));
  Deno.mkdirSync(POLICY_PATH.slice(0, POLICY_PATH.lastIndexOf("/")), { recursive: true });
  Deno.writeTextFileSync(POLICY_PATH, text, { mode: 0o644 });
}

function withCards(policy: Policy, node: NodeModel): Policy {
  const cards = devicesOf(node).map(({ name }) => ({ name }));
  const { hardware = [] } = policy.hostLinks ?? {};
  return { ...policy, hostLinks: { ...policy.hostLinks, hardware: [...hardware, ...cards] } };
}

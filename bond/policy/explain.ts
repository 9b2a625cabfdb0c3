/** What a policy means, in words. Pure. */

import type { NodePolicy } from "./decide.ts";
import type { LinkRule } from "./policy.ts";

/** Returns what holds on the node; `problem` says why the policy cannot be used. */
export function explainPolicy(node: NodePolicy): { meaning: string; problem?: string } {
  if (node.state === "unusable") {
    return { meaning: "nothing passes that it governs", problem: node.problem };
  }
  const policy = node.state === "valid" ? node.policy : {};
  const { allow, hardware = [] } = policy.hostLinks ?? {};
  const types = policy.ipam?.types;
  const { file, level = "info" } = policy.log ?? {};
  const { ipamMs } = policy.limits ?? {};
  const parts = [
    ...(node.state === "absent" ? ["absent"] : []),
    allow === undefined
      ? `host links: hardware${hardware.length > 0 ? ` and ${listed(hardware)}` : ""}`
      : `host links: ${listed(allow) || "none"}`,
    policy.allowInUse === true ? "also those in use, where asked for" : "none that is in use",
    types === undefined ? "any IPAM plugin" : `IPAM plugins: ${types.join(", ") || "none"}`,
    ...(ipamMs === undefined ? [] : [`IPAM plugins have ${ipamMs} ms`]),
    ...(file === undefined ? [] : [`log: ${file} (${level})`]),
  ];
  return { meaning: parts.join("; ") };
}

function listed(rules: readonly LinkRule[]): string {
  return rules.map(({ name, driver, pciAddress, namespaces }) =>
    [
      name,
      driver && `driver ${driver}`,
      pciAddress && `PCI ${pciAddress}`,
      namespaces && `for pods of ${namespaces.join(" or ")}`,
    ].filter(Boolean).join(" ")
  ).join(", ");
}

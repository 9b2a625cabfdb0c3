/** What the node's policy says of one call. Pure. */

import type { LinkRule, Policy } from "./policy.ts";

/** The policy of the node: there is none, there is one, or there is one that cannot be used. */
export type NodePolicy =
  | { state: "absent" }
  | { state: "valid"; policy: Policy }
  | { state: "unusable"; problem: string };

/** A host link as far as rules look at it; "" where it has no such property. */
export interface HostLink {
  name: string;
  driver: string;
  pciAddress: string;
  /** Whether the kernel names a device of it. */
  hasDevice: boolean;
}

/** Why something is refused: a clause, and the key of the policy that is about it. */
export interface Refusal {
  problem: string;
  key: string;
  /** Whether the policy cannot be used at all. */
  unusable?: boolean;
}

/** Returns why a pod of `namespace`, undefined where that is not known, may not take `link`; undefined when it may. */
export function refuseHostLink(
  node: NodePolicy,
  link: HostLink,
  namespace: string | undefined,
): Refusal | undefined {
  const key = "hostLinks.allow";
  if (node.state === "unusable") return unusable(node, key);
  const { allow } = hostLinks(node);
  if (allow === undefined) {
    if (isHardware(node, link, namespace)) return undefined;
    return { key, problem: "is no hardware: the kernel names no device of it" };
  }
  if (allow.some((rule) => fits(rule, link, namespace))) return undefined;
  const pod = namespace === undefined ? "" : `, for a pod of namespace ${namespace}`;
  return { key, problem: `is none of those that may be taken${pod}` };
}

/** Returns whether `link` is to be taken for hardware. */
export function isHardware(
  node: NodePolicy,
  link: HostLink,
  namespace: string | undefined,
): boolean {
  return link.hasDevice || isDeclaredHardware(node, link, namespace);
}

/** Returns whether the policy says that `link` is hardware. */
export function isDeclaredHardware(
  node: NodePolicy,
  link: HostLink,
  namespace: string | undefined,
): boolean {
  const { hardware = [] } = hostLinks(node);
  return hardware.some((rule) => fits(rule, link, namespace));
}

/** Returns why links that are in use may not be taken, though the configuration asks for it. */
export function refuseInUse(node: NodePolicy): Refusal | undefined {
  const key = "allowInUse";
  if (node.state === "unusable") return unusable(node, key);
  if (node.state === "valid" && node.policy.allowInUse === true) return undefined;
  return { key, problem: "is not granted" };
}

/** Returns why the IPAM plugin `type` may not be run. */
export function refuseIpam(node: NodePolicy, type: string): Refusal | undefined {
  const key = "ipam.types";
  if (node.state === "unusable") return unusable(node, key);
  const types = node.state === "valid" ? node.policy.ipam?.types : undefined;
  if (types === undefined || types.includes(type)) return undefined;
  return {
    key,
    problem: `is none of those that may be run: ${types.join(", ") || "there are none"}`,
  };
}

function unusable({ problem }: { problem: string }, key: string): Refusal {
  return { key, problem, unusable: true };
}

function hostLinks(node: NodePolicy): NonNullable<Policy["hostLinks"]> {
  return node.state === "valid" ? node.policy.hostLinks ?? {} : {};
}

function fits(rule: LinkRule, link: HostLink, namespace: string | undefined): boolean {
  const { name, driver, pciAddress, namespaces } = rule;
  return (name === undefined || matches(name, link.name)) &&
    (driver === undefined || matches(driver, link.driver)) &&
    (pciAddress === undefined || matches(pciAddress.toLowerCase(), link.pciAddress)) &&
    (namespaces === undefined ||
      namespace !== undefined && namespaces.some((pattern) => matches(pattern, namespace)));
}

/** Returns whether all of `text` fits the pattern, in which "*" is any number of characters; "" fits none. */
export function matches(pattern: string, text: string): boolean {
  if (text === "") return false;
  const [first = "", ...rest] = pattern.split("*");
  const last = rest.pop();
  if (last === undefined) return text === pattern;
  if (!text.startsWith(first)) return false;
  let place = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, place);
    if (found < 0) return false;
    place = found + part.length;
  }
  return text.length - last.length >= place && text.endsWith(last);
}

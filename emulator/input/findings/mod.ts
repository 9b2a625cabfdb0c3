/**
 * The registry of findings, a file each, and the rules that make them. What other parts of the program
 * find is judged here, too: one place says how grave a finding is.
 * @module
 */

import type { ResolvedChains } from "../chain/mod.ts";
import { lintInput, NO_FACTS, type PluginFacts } from "../lint/mod.ts";
import type { Manifests } from "../manifests/mod.ts";
import type { Diagnostic, Finding } from "../model.ts";
import { type FindingCode, ruleOf, RULES } from "./registry.ts";
import type { Rule } from "./rule.ts";

export type { Example } from "./example.ts";
export { type FindingCode, ruleOf, RULES } from "./registry.ts";
export type { Replay, Rule } from "./rule.ts";

/** Returns what rules have to say about `manifests` and the chains made of them, each thing once. */
export function lint(
  manifests: Manifests,
  resolved: Omit<ResolvedChains, "findings">,
  facts: PluginFacts = NO_FACTS,
): Diagnostic<FindingCode>[] {
  const input = lintInput(manifests, resolved, facts);
  const all: readonly Rule<FindingCode>[] = RULES;
  const found = all.flatMap(({ code, inPod, inInput }): Finding<FindingCode>[] => {
    const reports = [
      ...(inPod ? input.pods.flatMap((pod) => inPod(pod)) : []),
      ...(inInput?.(input) ?? []),
    ];
    return reports.map((report) => ({ code, ...report }));
  });
  // Pods that share a network share its faults.
  const once = new Map(found.map((one) => [`${one.code} ${one.path} ${one.message}`, one]));
  return judged([...once.values()]);
}

/** Returns the findings with what the registry says of each. */
export function judged(findings: readonly Finding<FindingCode>[]): Diagnostic<FindingCode>[] {
  return findings.map(({ code, ...finding }) => ({
    code,
    severity: ruleOf(code)?.severity ?? "error",
    ...finding,
  }));
}

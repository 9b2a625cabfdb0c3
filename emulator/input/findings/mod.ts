/**
 * The registry of findings, a file each, and the rules that make them. What other parts of the program
 * find is judged here, too: one place says how grave a finding is.
 * @module
 */

import type { ResolvedChains, UnattachedNetwork } from "../chain/mod.ts";
import { lintInput, NO_FACTS, type PluginFacts } from "../lint/mod.ts";
import type { Manifests } from "../manifests/mod.ts";
import type { Diagnostic, Finding } from "../model.ts";
import { type FindingCode, ruleOf, RULES } from "./registry.ts";
import type { Rule } from "./rule.ts";

export type { Example } from "./example.ts";
export { type FindingCode, ruleOf, RULES } from "./registry.ts";
export type { Replay, Rule } from "./rule.ts";
export { type Silence, toldFindings } from "./told.ts";

/**
 * Returns what rules have to say about `manifests`, the chains made of them and the definitions that no
 * pod attaches, each thing once.
 */
export function lint(
  manifests: Manifests,
  resolved: Omit<ResolvedChains, "findings">,
  facts: PluginFacts = NO_FACTS,
  unattached: readonly UnattachedNetwork[] = [],
): Diagnostic<FindingCode>[] {
  const input = lintInput(manifests, resolved, facts, unattached);
  const all: readonly Rule<FindingCode>[] = RULES;
  const found = all.flatMap(({ code, inPod, inInput }): Finding<FindingCode>[] => {
    const reports = [
      ...(inPod ? input.pods.flatMap((pod) => inPod(pod)) : []),
      ...(inInput?.(input) ?? []),
    ];
    return reports.map((report) => ({ code, ...report }));
  });
  const alone = (isNeeded: boolean) =>
    all.flatMap(({ code, alone, inPod }) =>
      alone && inPod
        ? input.unattached.filter(({ needed }) => needed === isNeeded)
          .flatMap((one) => inPod(one)).map((report) => ({ code, ...report }))
        : []
    );
  return [
    ...judged(once(found)),
    ...judgedAlone(once(alone(true)), true),
    ...judgedAlone(once(alone(false)), false),
  ];
}

/** Pods that share a network share its faults. */
function once(findings: readonly Finding<FindingCode>[]): Finding<FindingCode>[] {
  return [
    ...new Map(findings.map((one) => [`${one.code} ${one.path} ${one.message}`, one])).values(),
  ];
}

/** Returns findings about definitions that no pod attaches: where none needs them, none fails to start. */
export function judgedAlone(
  findings: readonly Finding<FindingCode>[],
  needed: boolean,
): Diagnostic<FindingCode>[] {
  return judged(findings).map((one) =>
    one.severity === "error" && !needed ? { ...one, severity: "warning" } : one
  );
}

/** Returns the findings with what the registry says of each. */
export function judged(findings: readonly Finding<FindingCode>[]): Diagnostic<FindingCode>[] {
  return findings.map(({ code, ...finding }) => ({
    code,
    severity: ruleOf(code)?.severity ?? "error",
    ...finding,
  }));
}

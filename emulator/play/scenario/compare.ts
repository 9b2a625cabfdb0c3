/** What came of a replay against what its scenario expects. Pure. */

import type { Diagnostic } from "../../input/model.ts";
import { isCalled } from "../../input/names.ts";
import { differs, unmetOutcomes } from "../outcomes/mod.ts";
import type { ReplayReport } from "../replay/mod.ts";
import type { DiagnosticExpectation, ScenarioExpectation } from "./expect_schema.ts";

/** Everything that came of a replay, or of the attempt to begin one. */
export interface ReplayOutcome {
  exitCode: number;
  diagnostics: readonly Diagnostic[];
  report: Pick<ReplayReport, "pods">;
}

/** Returns what is not as expected, one sentence each. */
export function compareOutcome(expect: ScenarioExpectation, outcome: ReplayOutcome): string[] {
  const { exitCode, diagnostics, report } = outcome;
  const named = Object.entries(expect.pods);
  return [
    ...differs("the exit status", exitCode, expect.exitCode),
    ...compareDiagnostics(expect.diagnostics, diagnostics),
    ...named.flatMap(([name, pod]) => {
      const found = report.pods.find((one) => isCalled(one.pod, name));
      if (found) return unmetOutcomes(pod, found).map((problem) => `${found.pod}: ${problem}`);
      return [`${name}: there is no such pod in the report, or none of its plugins ran`];
    }),
    ...report.pods.flatMap((pod) =>
      named.some(([name]) => isCalled(pod.pod, name))
        ? []
        : pod.leaks.map(({ message }) => `${pod.pod}: ${message}`)
    ),
  ];
}

/** Returns which of the expected findings are missing, and which errors and warnings are not expected. */
export function compareDiagnostics(
  expected: readonly DiagnosticExpectation[],
  found: readonly Diagnostic[],
): string[] {
  const left = [...found];
  const missing = expected.flatMap((one) => {
    const at = left.findIndex((diagnostic) => isMeant(one, diagnostic));
    if (at >= 0) {
      left.splice(at, 1);
      return [];
    }
    const words = [one.severity, one.code, one.message && JSON.stringify(one.message), one.path];
    return [`expected, but not said: ${words.filter(Boolean).join(" ")}`];
  });
  const unexpected = left.filter(({ severity }) => severity !== "info");
  return [
    ...missing,
    ...unexpected.map(({ severity, code, message }) =>
      `not expected: ${severity} ${code}: ${message}`
    ),
  ];
}

function isMeant(
  { code, severity, message = "", path = "" }: DiagnosticExpectation,
  found: Diagnostic,
): boolean {
  return code === found.code && (severity === undefined || severity === found.severity) &&
    found.message.includes(message) && found.path.includes(path);
}

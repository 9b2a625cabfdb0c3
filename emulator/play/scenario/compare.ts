/** What came of a replay against what its scenario expects. Pure. */

import type { Diagnostic } from "../../input/model.ts";
import { isCalled } from "../../input/names.ts";
import { differs, unmetOutcomes } from "../outcomes/mod.ts";
import type { ReplayReport } from "../replay/mod.ts";
import { below, type Unmet } from "../unmet.ts";
import type { DiagnosticExpectation, ScenarioExpectation } from "./expect_schema.ts";

/** Everything that came of a replay, or of the attempt to begin one. */
interface ReplayOutcome {
  exitCode: number;
  diagnostics: readonly Diagnostic[];
  report: Pick<ReplayReport, "pods">;
}

/** Returns what is not as expected, by the keys below the scenario's `expect`. */
export function compareOutcome(expect: ScenarioExpectation, outcome: ReplayOutcome): Unmet[] {
  const { exitCode, diagnostics, report } = outcome;
  const named = Object.entries(expect.pods);
  return [
    ...differs("exitCode", "the exit status", exitCode, expect.exitCode),
    ...compareDiagnostics(expect.diagnostics, diagnostics),
    ...named.flatMap(([name, pod]) => {
      const found = report.pods.find((one) => isCalled(one.pod, name));
      if (!found) {
        const message = `${name}: there is no such pod in the report, or none of its plugins ran`;
        return [{ key: `pods.${name}`, wanted: pod, got: null, message }];
      }
      return unmetOutcomes(pod, found).map((one) => ({
        ...below(`pods.${name}`, one),
        message: `${found.pod}: ${one.message}`,
      }));
    }),
    ...report.pods.flatMap((pod) =>
      named.some(([name]) => isCalled(pod.pod, name)) ? [] : pod.leaks.map(({ message }) => ({
        key: `pods.${pod.pod}.leaks`,
        wanted: null,
        got: message,
        message: `${pod.pod}: ${message}`,
      }))
    ),
  ];
}

/** Returns which of the expected findings are missing, and which errors and warnings are not expected. */
export function compareDiagnostics(
  expected: readonly DiagnosticExpectation[],
  found: readonly Diagnostic[],
): Unmet[] {
  const left = [...found];
  const missing = expected.flatMap((one) => {
    const at = left.findIndex((diagnostic) => isMeant(one, diagnostic));
    if (at >= 0) {
      left.splice(at, 1);
      return [];
    }
    const words = [one.severity, one.code, one.message && JSON.stringify(one.message), one.path];
    const message = `expected, but not said: ${words.filter(Boolean).join(" ")}`;
    return [{ key: "diagnostics", wanted: one, got: null, message }];
  });
  const unexpected = left.filter(({ severity }) => severity !== "info");
  return [
    ...missing,
    ...unexpected.map(({ severity, code, message, path }) => ({
      key: "diagnostics",
      wanted: null,
      got: { severity, code, message, path },
      message: `not expected: ${severity} ${code}: ${message}`,
    })),
  ];
}

function isMeant(
  { code, severity, message = "", path = "" }: DiagnosticExpectation,
  found: Diagnostic,
): boolean {
  return code === found.code && (severity === undefined || severity === found.severity) &&
    found.message.includes(message) && found.path.includes(path);
}

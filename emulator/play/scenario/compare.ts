/** What came of a replay against what its scenario expects. Pure. */

import type { PodLink } from "../../lab/sandbox/mod.ts";
import { isJsonObject } from "../../../cni/mod.ts";
import type { Diagnostic } from "../../input/model.ts";
import { isCalled } from "../../input/names.ts";
import type { PodReport, ReplayReport, Step } from "../replay/mod.ts";
import type {
  DiagnosticExpectation,
  LinkExpectation,
  PodExpectation,
  ScenarioExpectation,
} from "./expect_schema.ts";

/** Stands for any text where a value is not the same every time. */
const ANY = "*";

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
      if (found) return comparePod(pod, found);
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

function comparePod(expect: PodExpectation, found: PodReport): string[] {
  const problems = [
    ...differs("the verdict", found.verdict, expect.verdict),
    ...compareTexts("failure", expect.failures, found.failures),
    ...compareTexts("leak", expect.leaks, found.leaks.map(({ message }) => message)),
    ...compareCalls(expect.calls, found.steps),
    ...Object.entries(expect.links ?? {}).flatMap(([name, link]) =>
      compareLink(name, link, found.podLinks.find((one) => one.name === name))
    ),
    ...(expect.networkStatus === undefined
      ? []
      : compareValues("networkStatus", expect.networkStatus, found.networkStatus)),
  ];
  return problems.map((problem) => `${found.pod}: ${problem}`);
}

/** Each expected part is in one text, and no text is left. */
function compareTexts(what: string, parts: readonly string[], texts: readonly string[]): string[] {
  const left = [...texts];
  const missing = parts.filter((part) => {
    const at = left.findIndex((text) => text.includes(part));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  return [
    ...missing.map((part) => `no ${what} with ${JSON.stringify(part)}`),
    ...left.map((text) => `${what} not expected: ${text}`),
  ];
}

function compareCalls(expected: readonly string[] | undefined, steps: readonly Step[]): string[] {
  if (!expected) return [];
  const calls = steps.map(({ command, ifname, type }) => `${command} ${ifname || "-"} ${type}`);
  const at = Array.from({ length: Math.max(calls.length, expected.length) }, (_, i) => i)
    .find((i) => calls[i] !== expected[i]);
  if (at === undefined) return [];
  return [
    `call ${at + 1} is ${calls[at] ?? "missing"}, and ${expected[at] ?? "none"} is expected ` +
    `(calls: ${calls.join(", ")})`,
  ];
}

function compareLink(
  name: string,
  expected: LinkExpectation,
  found: PodLink | undefined,
): string[] {
  if (expected === null) return found ? [`it has a link ${name}`] : [];
  if (!found) return [`it has no link ${name}`];
  const { bond, ...rest } = expected;
  return [
    ...Object.entries(rest).flatMap(([key, value]) =>
      compareValues(`${name}: ${key}`, value, found[key as keyof typeof rest])
    ),
    ...Object.entries(bond ?? {}).flatMap(([option, value]) =>
      differs(`${name}: ${option}`, found.bond?.[option], value)
    ),
  ];
}

function differs(what: string, found: unknown, expected: unknown): string[] {
  if (expected === found || expected === ANY) return [];
  return [`${what} is ${show(found)}, and ${show(expected)} is expected`];
}

/** Whole values; the order of keys does not matter. */
function compareValues(what: string, expected: unknown, found: unknown): string[] {
  if (Array.isArray(expected) && Array.isArray(found) && expected.length === found.length) {
    return expected.flatMap((item, i) => compareValues(`${what}[${i}]`, item, found[i]));
  }
  if (!isJsonObject(expected) || !isJsonObject(found)) {
    return show(expected) === show(found) ? [] : differs(what, found, expected);
  }
  const keys = new Set([...Object.keys(expected), ...Object.keys(found)]);
  return [...keys].flatMap((key) => compareValues(`${what}.${key}`, expected[key], found[key]));
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? "missing";
}

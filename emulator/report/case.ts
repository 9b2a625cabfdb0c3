/** Whether a folder of manifests came out as it is expected to. */

import { InputError } from "../input/error.ts";
import { reasonOf } from "../input/words/mod.ts";
import { exitStatus, type ReplayReport } from "../play/replay/mod.ts";
import type { Fixture, PlayedCase, TestCase } from "../play/runner/mod.ts";
import { compareOutcome } from "../play/scenario/mod.ts";
import { diffLines } from "./diff.ts";
import { golden, GOLDEN_FILE } from "./golden.ts";
import type { CaseResult } from "./junit.ts";

/** A folder of manifests, to be played and compared. */
export interface FolderCase extends TestCase {
  fixture: Fixture;
}

/**
 * Returns how the case came out beside its scenario's expectations and its golden file, which is
 * written anew first with `update`. Throws InputError when that cannot be.
 */
export function judgeCase(
  { test, report, durationMs, broken }: PlayedCase<FolderCase>,
  { update = false } = {},
): CaseResult {
  const { fixture: { path, name }, scenario, diagnostics } = test;
  if (broken !== undefined) return { name, durationMs, problem: broken };
  const outdated = diagnostics.find(({ code }) => code === "plugins-outdated");
  if (outdated) return { name, durationMs, leftOut: outdated.message };
  const exitCode = exitStatus(report);
  const actual = golden(report, exitCode, path);
  const file = `${path}/${GOLDEN_FILE}`;
  if (update) write(file, actual);
  const expected = readIfThere(file);
  // Manifests that say nothing of what is expected are expected to work.
  const isSaid = scenario !== undefined || expected !== undefined;
  const problems = [
    ...report.scenario.flatMap(({ what, unmet }) => unmet.map((one) => `${what}: ${one}`)),
    ...(scenario ? compareOutcome(scenario.expect, { exitCode, diagnostics, report }) : []),
    ...(expected === undefined ? [] : diffLines(expected, actual)),
    ...(isSaid || exitCode === 0 ? [] : faultsOf(report)),
  ];
  return {
    name,
    durationMs,
    ...(problems.length > 0 ? { problem: problems.join("\n") } : isSaid ? {} : { note: UNSAID }),
  };
}

const UNSAID = "replayed without a failure; nothing says what else is expected: a ChainScenario " +
  `can, or --update (${GOLDEN_FILE})`;

/** What kept manifests from being replayed, or failed while they were. */
function faultsOf({ diagnostics, pods }: ReplayReport): string[] {
  return [
    ...diagnostics.filter(({ severity }) => severity === "error").map(({ path, message, hint }) =>
      `${path}: ${message}${hint === "" ? "" : `\n  → ${hint}`}`
    ),
    ...pods.flatMap(({ pod, failures }) => failures.map((failure) => `${pod}: ${failure}`)),
    ...pods.flatMap(({ leaks }) => leaks.map(({ message }) => message)),
  ];
}

function write(path: string, text: string): void {
  try {
    Deno.writeTextFileSync(path, text);
  } catch (cause) {
    throw new InputError(`--update: ${path} cannot be written: ${reasonOf(cause)}`, { cause });
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

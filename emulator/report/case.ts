/** Whether a folder of manifests came out as it is expected to. */

import { InputError } from "../input/error.ts";
import { reasonOf } from "../input/words/mod.ts";
import { exitStatus } from "../play/replay/mod.ts";
import type { Fixture, PlayedCase, TestCase } from "../play/runner/mod.ts";
import { compareOutcome } from "../play/scenario/mod.ts";
import { diffLines } from "./diff.ts";
import { golden, GOLDEN_FILE } from "./golden.ts";
import type { CaseResult } from "./junit.ts";

/** A folder of manifests, to be played and compared. */
export interface FolderCase extends TestCase {
  fixture: Fixture;
}

/** The exit status of what cannot be replayed. */
const WRONG = 2;

/**
 * Returns how the case came out beside its scenario's expectations and its golden file, which is
 * written anew first with `update`. Throws InputError when that cannot be.
 */
export function judgeCase(
  { test, report, durationMs, broken }: PlayedCase<FolderCase>,
  { update = false } = {},
): CaseResult {
  const { fixture: { path, name }, complete, scenario, diagnostics } = test;
  if (broken !== undefined) return { name, durationMs, problem: broken };
  const outdated = diagnostics.find(({ code }) => code === "plugins-outdated");
  if (outdated) return { name, durationMs, leftOut: outdated.message };
  const exitCode = complete ? exitStatus(report) : WRONG;
  const actual = golden(report, exitCode, path);
  const file = `${path}/${GOLDEN_FILE}`;
  if (update) write(file, actual);
  const expected = readIfThere(file);
  const problems = [
    ...report.scenario.flatMap(({ what, unmet }) => unmet.map((one) => `${what}: ${one}`)),
    ...(scenario ? compareOutcome(scenario.expect, { exitCode, diagnostics, report }) : []),
    ...(expected === undefined ? [] : diffLines(expected, actual)),
    ...(scenario || expected !== undefined
      ? []
      : [`nothing says what is expected: a ChainScenario can, or --update (${GOLDEN_FILE})`]),
  ];
  return { name, durationMs, ...(problems.length > 0 ? { problem: problems.join("\n") } : {}) };
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

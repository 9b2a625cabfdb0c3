/** Whether a folder of manifests came out as it is expected to. */

import { readIfPresent } from "../../cni/mod.ts";
import { InputError } from "../input/error.ts";
import { listed, reasonOf } from "../input/words/mod.ts";
import { exitStatus, type ReplayReport } from "../play/replay/mod.ts";
import type { Fixture, PlayedCase, TestCase } from "../play/runner/mod.ts";
import { compareOutcome } from "../play/scenario/mod.ts";
import { below } from "../play/unmet.ts";
import { diffLines } from "./diff.ts";
import { golden, GOLDEN_FILE } from "./golden.ts";
import type { CaseResult } from "./junit.ts";
import { unmetLines } from "./unmet.ts";

/** A folder of manifests, to be played and compared. */
interface FolderCase extends TestCase {
  fixture: Fixture;
}

/**
 * Returns how the replays of one case came out, together: what is expected is expected of each. The
 * first one is what is written with `update`.
 */
export function judgeReplays(
  all: readonly PlayedCase<FolderCase>[],
  { update = false } = {},
): CaseResult {
  const results = all.map((played, i) => judgeCase(played, { update: update && i === 0 }));
  const [first = { name: "", durationMs: 0 }, ...others] = results;
  if (others.length === 0) return first;
  const problems = Map.groupBy(
    results.flatMap(({ problem }, i) => problem === undefined ? [] : [{ problem, number: i + 1 }]),
    ({ problem }) => problem,
  );
  const told = [...problems].map(([problem, replays]) =>
    `in ${
      listed(replays.map(({ number }) => String(number)))
    } of ${all.length} replays:\n${problem}`
  );
  const unmet = results.flatMap(({ unmet = [] }) => unmet);
  return {
    ...first,
    durationMs: results.reduce((sum, { durationMs }) => sum + durationMs, 0),
    ...(told.length > 0 ? { problem: told.join("\n") } : {}),
    ...(unmet.length > 0 ? { unmet } : {}),
  };
}

/**
 * Returns how the case came out beside its scenario's expectations and its golden file, which is
 * written anew first with `update`. Throws InputError when that cannot be.
 */
function judgeCase(
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
  const expected = readIfPresent(file);
  // Manifests that say nothing of what is expected are expected to work.
  const isSaid = scenario !== undefined || expected !== undefined;
  const unmet = [
    ...report.scenario.flatMap(({ what, unmet }, i) =>
      unmet.map((one) => ({
        ...below(`steps[${i}].expect`, one),
        message: `${what}: ${one.message}`,
      }))
    ),
    ...(scenario ? compareOutcome(scenario.expect, { exitCode, diagnostics, report }) : [])
      .map((one) => below("expect", one)),
  ];
  const problems = [
    ...unmet.flatMap((one) => unmetLines(one, "")),
    ...(expected === undefined ? [] : diffLines(expected, actual)),
    ...(isSaid || exitCode === 0 ? [] : faultsOf(report)),
  ];
  return {
    name,
    durationMs,
    ...(problems.length > 0 ? { problem: problems.join("\n") } : isSaid ? {} : { note: UNSAID }),
    ...(unmet.length > 0 ? { unmet } : {}),
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

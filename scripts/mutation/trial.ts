/**
 * Tries mutants, or measures tests, in a copy of the tree that is this process' alone:
 * `trial.ts TREE JOBS.json`, where the file has an array of jobs. Writes one line of JSON for each job
 * as it is done. It runs on the machine and in a guest alike.
 */
import { join } from "node:path";
import { type Mutant, mutated } from "./mutants.ts";

/** What is to be found out. */
export type Job =
  /** Which lines a test file runs, and how long it takes. */
  | { measure: string }
  /** Whether one of the test files fails with the mutant. */
  | { mutant: Mutant; tests: string[]; timeoutMs: number };

/** What was found out about the job of that index. */
export interface Finding {
  job: number;
  passed: boolean;
  durationMs: number;
  /** The lines that ran, by path, where a test was measured. */
  lines?: Record<string, number[]>;
}

/** Runs `deno test` of files in the tree. */
async function test(
  tree: string,
  files: readonly string[],
  timeoutMs: number,
  ...flags: string[]
): Promise<{ passed: boolean; durationMs: number }> {
  const started = performance.now();
  const child = new Deno.Command("timeout", {
    args: [
      ...["--kill-after=1", String(timeoutMs / 1000), Deno.execPath(), "test", "--allow-all"],
      ...["--no-check", "--quiet", "--cached-only", ...flags, ...files],
    ],
    cwd: tree,
    // Where no executable is, tests run the program from its source.
    env: { BOND_BINARY: "/nonexistent" },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  });
  const { success } = await child.output();
  return { passed: success, durationMs: performance.now() - started };
}

async function measure(tree: string, file: string): Promise<Omit<Finding, "job">> {
  const folder = await Deno.makeTempDir({ prefix: "bond-coverage-" });
  try {
    const outcome = await test(tree, [file], 300_000, `--coverage=${folder}`);
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["coverage", "--lcov", folder],
      cwd: tree,
      stderr: "null",
    }).output();
    return { ...outcome, lines: linesOf(new TextDecoder().decode(stdout), tree) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The lines that ran, by path below the tree (LCOV: SF names a file, DA a line and its count). */
export function linesOf(lcov: string, tree: string): Record<string, number[]> {
  const found: Record<string, number[]> = {};
  let lines: number[] = [];
  for (const row of lcov.split("\n")) {
    if (row.startsWith(`SF:${tree}/`)) found[row.slice(tree.length + 4)] = lines = [];
    else if (row.startsWith("SF:")) lines = [];
    const [, line, count] = /^DA:(\d+),(\d+)/.exec(row) ?? [];
    if (Number(count) > 0) lines.push(Number(line));
  }
  return found;
}

async function attempt(tree: string, job: Job): Promise<Omit<Finding, "job">> {
  if ("measure" in job) return await measure(tree, job.measure);
  const path = join(tree, job.mutant.path);
  const text = await Deno.readTextFile(path);
  await Deno.writeTextFile(path, mutated(text, job.mutant));
  try {
    return await test(tree, job.tests, job.timeoutMs, "--fail-fast");
  } finally {
    await Deno.writeTextFile(path, text);
  }
}

if (import.meta.main) {
  const [tree = "", jobs = ""] = Deno.args;
  for (const [job, work] of (JSON.parse(await Deno.readTextFile(jobs)) as Job[]).entries()) {
    const finding: Finding = { job, ...await attempt(tree, work) };
    Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify(finding)}\n`));
  }
}

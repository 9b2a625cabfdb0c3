/** `bond test`: replays folders of manifests, and compares with what they expect. */

import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { KernelError, selectKernel } from "../emulator/lab/kernel/mod.ts";
import {
  type CaseResult,
  diffLines,
  findFixtures,
  type Fixture,
  golden,
  GOLDEN_FILE,
  junit,
} from "../emulator/report/mod.ts";
import { reasonOf } from "../emulator/input/words/mod.ts";
import { duration, type Style } from "../emulator/report/mod.ts";
import {
  exitStatus,
  type ReplayEvent,
  replayOn,
  ReportBuilder,
} from "../emulator/play/replay/mod.ts";
import { compareOutcome } from "../emulator/play/scenario/mod.ts";
import { type Input, readInput } from "./input.ts";
import { cniPathOption, kernelOption, pluginOption } from "./options.ts";
import { Progress, startText } from "./progress.ts";
import { type Done, Status, UsageError } from "./status.ts";
import { print, printError, styleOf, writeAll } from "./terminal.ts";

/** `bond test PATH…`. */
export function testCommand(done: Done): CommandUnknownOpts {
  return new Command("test")
    .description("replay folders of manifests, and compare with what they expect")
    .argument("<path...>", "folders of manifests, or folders of such folders")
    .addOption(kernelOption)
    .addOption(pluginOption)
    .addOption(cniPathOption)
    .option("--filter <text>", "only folders with this in their name")
    .option("--update", `write what comes out as what is expected (${GOLDEN_FILE})`, false)
    .option("--junit <file>", "write the results as JUnit's XML, too")
    .action(async (paths, options) => {
      const fixtures = fixturesAt(paths, options.filter ?? "");
      if (options.junit !== undefined) writeFile(options.junit, "", "--junit");
      const style = styleOf(Deno.stdout);
      const results: CaseResult[] = [];
      await play(
        fixtures.map((fixture) => new Case(fixture, options)),
        options,
        (ended, broken) => {
          const result = broken === undefined
            ? ended.compare(options.update)
            : ended.broken(broken);
          results.push(result);
          print(resultText(result, style));
        },
      );
      if (options.junit !== undefined) {
        writeFile(options.junit, junit(paths.join(" "), results), "--junit");
      }
      const bad = results.filter(({ problem }) => problem !== undefined).length;
      const verdict = bad === 0 ? "all as expected" : `${bad} not as expected`;
      const count = results.length === 1 ? "1 folder" : `${results.length} folders`;
      print(`\n${count}, ${bad === 0 ? style.good(verdict) : style.bad(verdict)}\n`);
      done(bad === 0 ? Status.ok : Status.unexpected);
    });
}

/** Returns the folders to play, each once. Throws UsageError when there is none, or a path is no folder. */
function fixturesAt(paths: readonly string[], filter: string): Fixture[] {
  const all = paths.flatMap((path) => {
    try {
      return findFixtures(path);
    } catch (cause) {
      const hint = cause instanceof Deno.errors.NotADirectory
        ? "; name the folder of manifests"
        : "";
      throw new UsageError(`${path} cannot be read: ${reasonOf(cause)}${hint}`, { cause });
    }
  });
  if (all.length === 0) {
    throw new UsageError(`no manifests (.yaml, .yml, .json) in ${paths.join(", ")}`);
  }
  const fixtures = all.filter(({ name }) => name.includes(filter));
  if (fixtures.length === 0) {
    throw new UsageError(`--filter: none of the ${all.length} folders has ${filter} in its name`);
  }
  return [...new Map(fixtures.map((fixture) => [fixture.path, fixture])).values()];
}

/** Throws UsageError, which names the option that the file is for. */
function writeFile(path: string, text: string, option: string): void {
  try {
    Deno.writeTextFileSync(path, text);
  } catch (cause) {
    throw new UsageError(`${option}: ${path} cannot be written: ${reasonOf(cause)}`, { cause });
  }
}

/**
 * Plays all cases that have something to run in one world, and tells of each when it is over, or what
 * kept it from being played.
 */
async function play(
  cases: readonly Case[],
  options: { kernel: Parameters<typeof selectKernel>[0] },
  onOver: (ended: Case, broken?: string) => void,
): Promise<void> {
  for (const unable of cases.filter(({ input }) => input.plan === undefined)) onOver(unable);
  const able = cases.flatMap((one) =>
    one.input.plan ? [{ one, run: { name: one.fixture.path, plan: one.input.plan } }] : []
  );
  if (able.length === 0) return;
  const byName = new Map(able.map(({ one, run }) => [run.name, one]));
  const kernel = selectKernel(options.kernel, (line) => printError(`${line}\n`));
  using progress = new Progress();
  progress.show(startText(kernel.provider));
  const replay = replayOn(kernel, able.map(({ run }) => run), {
    onEvent(name, event) {
      const one = byName.get(name);
      if (event.event === "kernel") progress.show(`${one?.fixture.name} …`);
      one?.onEvent(event);
    },
    onOver(name, problem) {
      progress.clear();
      const ended = byName.get(name);
      byName.delete(name);
      if (ended) onOver(ended, problem && `the lab itself failed: ${problem}`);
    },
    onStderr: (chunk) => writeAll(Deno.stderr, chunk),
  });
  try {
    await replay;
  } catch (error) {
    if (!(error instanceof KernelError)) throw error;
    const [running, ...others] = byName.values();
    if (running) onOver(running, error.message);
    for (const other of others) onOver(other, "not played: the kernel was gone");
  }
}

/** One folder on its way. */
class Case {
  readonly input: Input;
  readonly builder: ReportBuilder;
  #started = performance.now();

  constructor(
    readonly fixture: Fixture,
    options: { plugin: Record<string, string>; cniPath: string[] },
  ) {
    this.input = readInput([fixture.path], options);
    this.builder = new ReportBuilder(this.input.diagnostics);
  }

  /** Hears what happens; the time that it takes counts from the first event. */
  onEvent(event: ReplayEvent): void {
    if (event.event === "kernel") this.#started = performance.now();
    this.builder.add(event);
  }

  /** Returns the result of a case that could not be played to its end. */
  broken(problem: string): CaseResult {
    return { name: this.fixture.name, durationMs: this.#durationMs, problem };
  }

  get #durationMs(): number {
    return performance.now() - this.#started;
  }

  /** Compares what came out with what is expected, or has it expected from now on. */
  compare(update: boolean): CaseResult {
    const { path, name } = this.fixture;
    const { report } = this.builder;
    const { plan, node, scenario, diagnostics } = this.input;
    const exitCode = plan ? exitStatus(report) : Status.wrong;
    const durationMs = this.#durationMs;
    const actual = golden(report, exitCode, node, path);
    const file = `${path}/${GOLDEN_FILE}`;
    if (update) writeFile(file, actual, "--update");
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
}

function resultText({ name, durationMs, problem }: CaseResult, style: Style): string {
  const took = style.dim(duration(durationMs));
  if (problem === undefined) return `${style.good("ok")}      ${name} ${took}\n`;
  return `${style.bad("differs")} ${name} ${took}\n${problem}\n`;
}

function readIfThere(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

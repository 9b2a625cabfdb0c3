/** `bond test`: replays folders of manifests, and compares with what they expect. */

import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { reasonOf } from "../emulator/input/words/mod.ts";
import { selectKernel } from "../emulator/lab/kernel/mod.ts";
import { masquerades } from "../emulator/lab/programs/mod.ts";
import { planFiles } from "../emulator/play/plan/mod.ts";
import {
  findFixtures,
  type Fixture,
  inGuests,
  type PlayedCase,
  runCases,
} from "../emulator/play/runner/mod.ts";
import {
  type CaseResult,
  duration,
  type FolderCase,
  GOLDEN_FILE,
  judgeCase,
  junit,
  type OutputName,
  showAs,
  type Style,
  type TestReport,
} from "../emulator/report/mod.ts";
import {
  cniPathOption,
  kernelOption,
  kernelPathOption,
  outputOption,
  pluginOption,
} from "./options.ts";
import { forOthers, withExcerpts } from "./report.ts";
import { refuseUnusedPlugins } from "./plugins.ts";
import { Progress, startText } from "./progress.ts";
import { type Done, Status, UsageError } from "./status.ts";
import { print, printError, stderrSink, styleOf } from "./terminal.ts";

/** `bond test PATH…`. */
export function testCommand(done: Done): CommandUnknownOpts {
  return new Command("test")
    .description("replay folders of manifests, and compare with what they expect")
    .argument("<path...>", "folders of manifests, or folders of such folders")
    .addOption(kernelOption)
    .addOption(kernelPathOption)
    .addOption(pluginOption)
    .addOption(cniPathOption)
    .option("--filter <text>", "only folders with this in their name")
    .option("--update", `write what comes out as what is expected (${GOLDEN_FILE})`, false)
    .option("--junit <file>", "write the results as JUnit's XML, too")
    .addOption(outputOption("test"))
    .action(async (paths, options) => {
      const cases = fixturesAt(paths, options.filter ?? "")
        .map((fixture) => ({
          ...planFiles([fixture.path], options),
          name: fixture.path,
          title: fixture.name,
          fixture,
        }));
      refuseUnusedPlugins(options.plugin, cases);
      if (options.junit !== undefined) checkWritable(options.junit);
      const say = (line: string) => printError(`${line}\n`);
      const style = styleOf(Deno.stdout);
      const results: CaseResult[] = [];
      const folders: TestReport["folders"][number][] = [];
      const live = options.output === "text";
      using progress = new Progress();
      await runCases(cases, async (able, listener) => {
        // The newest kernel may lack what only few need: those are played on another, then.
        for (const firewall of [false, true]) {
          const some = able.filter(({ plan }) => masquerades(plan.chains) === firewall);
          if (some.length === 0) continue;
          const kernel = selectKernel(options.kernel, say, { ...options, firewall });
          progress.show(startText(kernel.provider));
          await inGuests(kernel, some, listener);
        }
      }, {
        onBegin: ({ fixture }) => progress.show(`${fixture.name} …`),
        onOver(played) {
          progress.clear();
          const result = judgeCase(played, options);
          results.push(result);
          if (!live) folders.push(folderOf(options.output, played, result));
          if (live) print(resultText(result, style));
        },
        onStderr: stderrSink(),
      });
      if (options.junit !== undefined) writeJunit(options.junit, junit(paths.join(" "), results));
      print(showAs(options.output, "test", { title: paths.join(" "), folders }, style));
      const bad = results.filter(({ problem }) => problem !== undefined).length;
      const verdict = bad === 0 ? "all as expected" : `${bad} not as expected`;
      const leftOut = results.filter(({ leftOut }) => leftOut !== undefined);
      const played = results.length - leftOut.length;
      const count = played === 1 ? "1 folder" : `${played} folders`;
      if (live) {
        print(`\n${count}, ${bad === 0 ? style.good(verdict) : style.bad(verdict)}\n`);
        print(leftOutText(leftOut));
      }
      done(bad === 0 ? Status.ok : Status.unexpected);
    });
}

/** Returns a folder's replay beside how it compares, as `form` shows it. */
function folderOf(
  form: OutputName,
  { test: { fixture }, report }: PlayedCase<FolderCase>,
  result: CaseResult,
): TestReport["folders"][number] {
  const whole = withExcerpts({ ...report, name: fixture.name });
  return { ...result, report: form === "html" ? forOthers(whole, [fixture.path]) : whole };
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

function writeJunit(path: string, text: string): void {
  try {
    Deno.writeTextFileSync(path, text);
  } catch (cause) {
    throw new UsageError(`--junit: ${path} cannot be written: ${reasonOf(cause)}`, { cause });
  }
}

/** Throws UsageError where no results could be written in the end. Leaves everything as it was. */
function checkWritable(path: string): void {
  const isThere = readable(path);
  try {
    Deno.openSync(path, { create: true, append: true }).close();
    if (!isThere) Deno.removeSync(path);
  } catch (cause) {
    throw new UsageError(`--junit: ${path} cannot be written: ${reasonOf(cause)}`, { cause });
  }
}

function readable(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

/** Names what was left out; "" where nothing was. */
function leftOutText(leftOut: readonly CaseResult[]): string {
  if (leftOut.length === 0) return "";
  const names = leftOut.map(({ name }) => name).join(", ");
  return `left out, for want of newer stock plugins (bond doctor --install --newest): ${names}\n`;
}

function resultText(
  { name, durationMs, problem, leftOut, note }: CaseResult,
  style: Style,
): string {
  const took = style.dim(duration(durationMs));
  if (leftOut !== undefined) return `${style.dim("left out")} ${name}: ${leftOut}\n`;
  const more = note === undefined ? "" : `  ${note}\n`;
  if (problem === undefined) return `${style.good("ok")}      ${name} ${took}\n${more}`;
  return `${style.bad("differs")} ${name} ${took}\n${problem}\n`;
}

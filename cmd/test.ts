/** `bond test`: replays folders of manifests, and compares with what they expect. */

import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { reasonOf } from "../emulator/input/words/mod.ts";
import { planFiles, refuseUnusedPlugins } from "../emulator/play/plan/mod.ts";
import { fixturesAt, inGuestsOf, repeated, runRepeated } from "../emulator/play/runner/mod.ts";
import {
  GOLDEN_FILE,
  judgeReplays,
  junit,
  madeReady,
  showAs,
  tellAs,
  type TestReport,
} from "../emulator/report/mod.ts";
import {
  cniPathOption,
  kernelOption,
  kernelPathOption,
  outputOption,
  pluginOption,
  repeatOption,
} from "./options.ts";
import { Progress } from "./progress.ts";
import { type Done, Status, UsageError } from "./status.ts";
import { print, say, stderrSink, styleOf } from "./terminal.ts";

/** `bond test PATH…`. */
export function testCommand(done: Done): CommandUnknownOpts {
  return new Command("test")
    .description("replay folders of manifests, and compare with what they expect")
    .argument("<path...>", "folders of manifests, or folders of such folders")
    .addOption(kernelOption)
    .addOption(kernelPathOption)
    .addOption(pluginOption)
    .addOption(cniPathOption)
    .addOption(repeatOption)
    .option("--filter <text>", "only folders with this in their name")
    .option("--update", `write what comes out as what is expected (${GOLDEN_FILE})`, false)
    .option("--junit <file>", "write the results as JUnit's XML, too")
    .addOption(outputOption("test"))
    .action(async (paths, options) => {
      const cases = fixturesAt(paths, options.filter ?? "").flatMap((fixture) =>
        repeated({
          ...planFiles([fixture.path], options),
          name: fixture.path,
          title: fixture.name,
          fixture,
        }, options.repeat)
      );
      refuseUnusedPlugins(options.plugin, cases);
      const { junit: junitFile, output } = options;
      if (junitFile !== undefined) refuseUnwritable(junitFile);
      const style = styleOf(Deno.stdout);
      const tell = tellAs(output, "test", style);
      const title = paths.join(" ");
      const folders: TestReport["folders"][number][] = [];
      using progress = new Progress();
      const onStart = (provider: "host" | "uml") => progress.starting(provider);
      await runRepeated(cases, inGuestsOf({ ...options, say, onStart }), {
        onBegin: ({ fixture }) => progress.show(`${fixture.name} …`),
        onOver(replays, { fixture: { path, name } }, whole) {
          progress.clear();
          const result = judgeReplays(replays, options);
          const report = madeReady(output, { ...whole, name }, [path]);
          folders.push({ ...result, report });
          print(tell({ ...result, report }));
        },
        onStderr: stderrSink(),
      });
      if (junitFile !== undefined) writeJunit(junitFile, junit(title, folders));
      print(showAs(output, "test", { title, folders }, style));
      const isGood = folders.every(({ problem }) => problem === undefined);
      done(isGood ? Status.ok : Status.unexpected);
    });
}

function writeJunit(path: string, text: string): void {
  writing(path, () => Deno.writeTextFileSync(path, text));
}

/** Throws UsageError where no results could be written in the end. Leaves everything as it was. */
function refuseUnwritable(path: string): void {
  writing(path, () => {
    try {
      Deno.openSync(path, { write: true, createNew: true }).close();
      Deno.removeSync(path);
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
      Deno.openSync(path, { append: true, create: true }).close();
    }
  });
}

function writing(path: string, work: () => void): void {
  try {
    work();
  } catch (cause) {
    throw new UsageError(`--junit: ${path} cannot be written: ${reasonOf(cause)}`, { cause });
  }
}

/** `bond test`: replays folders of manifests, and compares with what they expect. */

import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import {
  GOLDEN_FILE,
  judgeFolders,
  requireWritable,
  showAs,
  tellAs,
  writeJunit,
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
import { type Done, Status } from "./status.ts";
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
      const { junit, output } = options;
      if (junit !== undefined) requireWritable(junit);
      const style = styleOf(Deno.stdout);
      const tell = tellAs(output, "test", style);
      using progress = new Progress();
      const folders = await judgeFolders(paths, {
        ...options,
        say,
        onStart: (provider) => progress.starting(provider),
        onBegin: ({ name }) => progress.show(`${name} …`),
        onOver: (folder) => progress.print(tell(folder)),
        onStderr: stderrSink(),
      });
      const report = { title: paths.join(" "), folders };
      if (junit !== undefined) writeJunit(junit, report);
      print(showAs(output, "test", report, style));
      const isGood = folders.every(({ problem }) => problem === undefined);
      done(isGood ? Status.ok : Status.unexpected);
    });
}

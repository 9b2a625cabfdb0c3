/** `bond emulate`: replays what Multus would do with the pods of a set of manifests. */

import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { selectKernel } from "../emulator/kernel/mod.ts";
import { diagnosticLines, renderJson, TextReport } from "../emulator/render/mod.ts";
import { exitStatus, replayOn, ReportBuilder } from "../emulator/replay/mod.ts";
import { readInput } from "./input.ts";
import {
  cniPathOption,
  confDirOption,
  kernelOption,
  outputOption,
  pluginOption,
  runtimeOption,
} from "./options.ts";
import { type Done, Status } from "./status.ts";
import { print, printError, styleOf, writeAll } from "./terminal.ts";

/** `bond emulate PATH…`. */
export function emulateCommand(done: Done): CommandUnknownOpts {
  return new Command("emulate")
    .description("replay what Multus would do with the pods of these manifests")
    .argument("<path...>", "YAML files with manifests, or folders of them")
    .addOption(kernelOption)
    .addOption(outputOption)
    .addOption(pluginOption)
    .addOption(cniPathOption)
    .addOption(confDirOption)
    .addOption(runtimeOption)
    .option("--keep-going", "go on with the next pod when one fails", false)
    .action(async (paths, options) => {
      const { diagnostics, node, plan } = readInput(paths, options);
      const text = new TextReport(styleOf(Deno.stdout));
      const builder = new ReportBuilder(diagnostics);
      const json = options.output === "json";
      if (!json) {
        const style = styleOf(Deno.stderr);
        for (const diagnostic of diagnostics) {
          printError(diagnosticLines(diagnostic, style).map((line) => `${line}\n`).join(""));
        }
      }
      if (plan) {
        const kernel = selectKernel(options.kernel, (line) => printError(`${line}\n`));
        await replayOn(kernel, [{ name: paths.join(" "), plan }], {
          onEvent(_name, event) {
            builder.add(event);
            if (!json) print(text.render(event));
          },
          onStderr: (chunk) => writeAll(Deno.stderr, chunk),
        });
      }
      if (json) print(renderJson(builder.report, node));
      else if (plan) print(text.verdict(builder.report));
      const wrong = diagnostics.some(({ severity }) => severity === "error");
      done(wrong ? Status.wrong : exitStatus(builder.report));
    });
}

/** `bond emulate`: replays what Multus would do with the pods of a set of manifests. */

import { Command, Option } from "@commander-js/extra-typings";
import { selectKernel } from "../emulator/kernel/mod.ts";
import { diagnosticLines, renderJson, TextReport } from "../emulator/render/mod.ts";
import { exitStatus, type ReplayEvent, ReportBuilder } from "../emulator/replay/mod.ts";
import { programSettings, readPods, unknownTypes } from "./input.ts";
import { cniPathOption, kernelOption, pluginOption } from "./options.ts";
import { type Done, Status } from "./status.ts";
import { print, printError, styleOf } from "./terminal.ts";
import { replayIn } from "./worlds.ts";

/** `bond emulate PATH…`. */
export function emulateCommand(done: Done) {
  return new Command("emulate")
    .description("replay what Multus would do with the pods of these manifests")
    .argument("<path...>", "YAML files with manifests, or folders of them")
    .addOption(kernelOption())
    .addOption(
      new Option("-o, --output <form>").choices(["text", "json"] as const).default("text" as const),
    )
    .addOption(pluginOption())
    .addOption(cniPathOption())
    .option("--keep-going", "go on with the next pod when one fails", false)
    .action(async (paths, options) => {
      const programs = programSettings(options);
      const { node, chains, diagnostics } = readPods(paths);
      diagnostics.push(...unknownTypes(chains, programs));
      const wrong = diagnostics.some(({ severity }) => severity === "error");

      const text = new TextReport(styleOf(Deno.stdout));
      const builder = new ReportBuilder(diagnostics);
      const json = options.output === "json";
      if (!json) {
        const style = styleOf(Deno.stderr);
        for (const diagnostic of diagnostics) {
          printError(diagnosticLines(diagnostic, style).map((line) => `${line}\n`).join(""));
        }
      }
      if (!wrong) {
        const kernel = selectKernel(options.kernel, (line) => printError(`${line}\n`));
        const { keepGoing } = options;
        await replayIn(kernel, { node, chains, programs, keepGoing }, (event: ReplayEvent) => {
          builder.add(event);
          if (!json) print(text.render(event));
        });
      }
      if (json) print(renderJson(builder.report));
      else if (!wrong) print(text.verdict(builder.report));
      done(wrong ? Status.wrong : exitStatus(builder.report));
    });
}

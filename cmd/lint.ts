/** `bond lint`: what can be said about manifests without running anything. */

import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { planFiles } from "../emulator/play/plan/mod.ts";
import { showAs } from "../emulator/report/mod.ts";
import { cniPathOption, confDirOption, outputOption, pluginOption } from "./options.ts";
import { type Done, Status } from "./status.ts";
import { print, styleOf } from "./terminal.ts";

/** `bond lint PATH…`. */
export function lintCommand(done: Done): CommandUnknownOpts {
  return new Command("lint")
    .description("check manifests for what would go wrong, without running anything")
    .argument("<path...>", "YAML files with manifests, or folders of them")
    .addOption(outputOption("lint"))
    .addOption(pluginOption)
    .addOption(cniPathOption)
    .addOption(confDirOption)
    .option("--strict", "let warnings count as errors", false)
    .action((paths, options) => {
      const { diagnostics } = planFiles(paths, options);
      print(showAs(options.output, "lint", diagnostics, styleOf(Deno.stdout)));
      const counts = (severity: string) =>
        severity === "error" || (options.strict && severity === "warning");
      done(diagnostics.some(({ severity }) => counts(severity)) ? Status.wrong : Status.ok);
    });
}

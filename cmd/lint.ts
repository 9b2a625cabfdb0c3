/** `bond lint`: what can be said about manifests without running anything. */

import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { toldFindings } from "../emulator/input/findings/mod.ts";
import { judgeFiles } from "../emulator/play/plan/mod.ts";
import { show } from "../emulator/report/mod.ts";
import * as common from "./options.ts";
import type { Done } from "./program.ts";

/** `bond lint PATH…`. */
export function lintCommand(done: Done): CommandUnknownOpts {
  return new Command("lint")
    .description("check manifests for what would go wrong, without running anything")
    .argument(
      "<path...>",
      "files of manifests, - for standard input, or folders, with all below them",
    )
    .addOption(common.output("lint"))
    .addOption(common.plugin)
    .addOption(common.cniPath)
    .addOption(common.confDir)
    .option("--strict", "let warnings count as errors", false)
    .option("--baseline <file>", "findings that are known: only others are told")
    .option("--update-baseline", "with --baseline: write what is found as what is known", false)
    .action((paths, options) => {
      const { diagnostics: all, files } = judgeFiles(paths, options);
      const diagnostics = toldFindings(all, files, options);
      done(show(options.output, "lint", { diagnostics, files, strict: options.strict }));
    });
}

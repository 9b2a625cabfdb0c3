/** `bond lint`: what can be said about manifests without running anything. */

import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { InputError } from "../emulator/input/error.ts";
import {
  readBaseline,
  withoutIgnored,
  withoutKnown,
  writeBaseline,
} from "../emulator/input/findings/mod.ts";
import { judgeFiles } from "../emulator/play/plan/mod.ts";
import { showAs, withLines } from "../emulator/report/mod.ts";
import { cniPathOption, confDirOption, outputOption, pluginOption } from "./options.ts";
import { type Done, Status } from "./status.ts";
import { print, styleOf } from "./terminal.ts";

/** `bond lint PATH…`. */
export function lintCommand(done: Done): CommandUnknownOpts {
  return new Command("lint")
    .description("check manifests for what would go wrong, without running anything")
    .argument(
      "<path...>",
      "files of manifests, - for standard input, or folders, with all below them",
    )
    .addOption(outputOption("lint"))
    .addOption(pluginOption)
    .addOption(cniPathOption)
    .addOption(confDirOption)
    .option("--strict", "let warnings count as errors", false)
    .option("--baseline <file>", "findings that are known: only others are told")
    .option("--update-baseline", "with --baseline: write what is found as what is known", false)
    .action((paths, options) => {
      const { output, strict, baseline, updateBaseline } = options;
      const { diagnostics: all, files } = judgeFiles(paths, options);
      const heard = withoutIgnored(all, files);
      if (updateBaseline) {
        if (baseline === undefined) throw new InputError("--update-baseline goes with --baseline");
        writeBaseline(baseline, heard);
      }
      const found = baseline === undefined ? heard : withoutKnown(heard, readBaseline(baseline));
      const shown = output === "text" ? withLines(found, files) : found;
      print(showAs(output, "lint", shown, styleOf(Deno.stdout)));
      const counting = strict ? ["error", "warning"] : ["error"];
      const isWrong = found.some(({ severity }) => counting.includes(severity));
      done(isWrong ? Status.wrong : Status.ok);
    });
}

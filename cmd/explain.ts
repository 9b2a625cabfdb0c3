/** `bond explain`: what a finding of lint, or an error of the plugin, means. */

import { Argument, Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import {
  explainCode,
  explainedCodes,
  explainList,
  printLines,
  styleOf,
} from "../emulator/report/mod.ts";
import { proposing } from "./words.ts";

/** `bond explain [CODE]`. */
export function explainCommand(): CommandUnknownOpts {
  return new Command("explain")
    .description(
      "say what a finding of lint means, or an error code of the plugin; without one, list all",
    )
    .addArgument(proposing(
      new Argument("[code]", "such as bond-before-links, or 101"),
      explainedCodes(),
    ))
    .action((code) => {
      const style = styleOf(Deno.stdout);
      printLines(code === undefined ? explainList(style) : explainCode(code, style));
    });
}

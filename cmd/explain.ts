/** `bond explain`: what a finding of lint, or an error of the plugin, means. */

import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { explainCode, explainList, printLines, styleOf } from "../emulator/report/mod.ts";

/** `bond explain [CODE]`. */
export function explainCommand(): CommandUnknownOpts {
  return new Command("explain")
    .description(
      "say what a finding of lint means, or an error code of the plugin; without one, list all",
    )
    .argument("[code]", "such as bond-before-links, or 101")
    .action((code) => {
      const style = styleOf(Deno.stdout);
      printLines(code === undefined ? explainList(style) : explainCode(code, style));
    });
}

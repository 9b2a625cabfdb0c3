/** `bond explain`: what a finding of lint, or an error of the plugin, means. */

import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { InputError } from "../emulator/input/error.ts";
import { RULES } from "../emulator/input/findings/mod.ts";
import { didYouMean } from "../emulator/input/words/mod.ts";
import { explainCode, explainList } from "../emulator/report/mod.ts";
import { printLines, styleOf } from "./terminal.ts";

/** `bond explain [CODE]`. */
export function explainCommand(): CommandUnknownOpts {
  return new Command("explain")
    .description(
      "say what a finding of lint means, or an error code of the plugin; without one, list all",
    )
    .argument("[code]", "such as bond-before-links, or 101")
    .action((code) => {
      const style = styleOf(Deno.stdout);
      const lines = code === undefined ? explainList(style) : explainCode(code, style);
      if (!lines) {
        const near = didYouMean(String(code), RULES.map((rule) => rule.code));
        throw new InputError(`explain: there is no finding ${code}${near}`);
      }
      printLines(lines);
    });
}

/** `bond completion`: what shells need to complete the command line. */

import { Argument, Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { completionScript, print, SHELLS } from "../emulator/report/mod.ts";
import { wordsOf } from "./words.ts";

/** `bond completion SHELL`. */
export function completionCommand(): CommandUnknownOpts {
  return new Command("completion")
    .description('print a completion script: eval "$(bond completion bash)"')
    .addArgument(new Argument("<shell>").choices(SHELLS))
    .action((shell, _options, command) => {
      if (command.parent) print(completionScript(shell, wordsOf(command.parent)));
    });
}

/** The command tree as data, for documents about it. */

import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import type { CommandWords } from "../emulator/report/mod.ts";
import { pathOf } from "./near.ts";

/** Returns what people can call: `command`, and what is below it. */
export function wordsOf(command: CommandUnknownOpts): CommandWords {
  const help = command.createHelp();
  return {
    path: pathOf(command),
    description: command.description(),
    usage: command.usage(),
    arguments: command.registeredArguments.map((one) => ({
      term: help.argumentTerm(one),
      description: help.argumentDescription(one),
      choices: one.argChoices ?? [],
    })),
    options: help.visibleOptions(command).map((one) => ({
      term: help.optionTerm(one),
      description: help.optionDescription(one),
      choices: one.argChoices ?? [],
      long: one.long ?? "",
      short: one.short ?? "",
      takesValue: one.required,
    })),
    commands: help.visibleCommands(command).map(wordsOf),
  };
}

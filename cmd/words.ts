/** The command tree as data, for documents about it. */

import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import type { CommandWords } from "../emulator/report/mod.ts";
import { pathOf } from "./near.ts";

/** What shells propose for arguments that take other values, too. */
const PROPOSALS = new WeakMap<object, readonly string[]>();

/** Has shells propose these values for an argument, which it returns. */
export function proposing<A extends object>(argument: A, values: readonly string[]): A {
  PROPOSALS.set(argument, values);
  return argument;
}

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
      choices: one.argChoices ?? PROPOSALS.get(one) ?? [],
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

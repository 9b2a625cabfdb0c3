/** What a mistyped word may have meant, on the command line. */

import { type CommandUnknownOpts, InvalidArgumentError } from "@commander-js/extra-typings";
import { InputError } from "../emulator/input/error.ts";
import { didYouMean } from "../emulator/input/words/mod.ts";

/** Has the arguments and options of `command` that have a choice of words say which word was meant. */
export function explainChoices(command: CommandUnknownOpts): void {
  for (const one of [...command.registeredArguments, ...command.options]) {
    const { argChoices } = one;
    if (!argChoices) continue;
    one.argParser((word: string) => {
      if (argChoices.includes(word)) return word;
      throw new InvalidArgumentError(
        `there is ${argChoices.join(", ")}${didYouMean(word, argChoices)}`,
      );
    });
  }
}

/** Returns what commander says of a mistake, without its own words for things. */
export function plainError(text: string): string {
  return text
    .replace(
      /^error: command-argument value '(.*)' is invalid for argument '(.*)'\. /,
      "error: $1 is no $2: ",
    )
    .replace(/^error: option '(.*)' argument '(.*)' is invalid\. /, "error: $1 cannot be $2: ")
    .replace(
      /^error: too many arguments(?: for '(.*)')?\. Expected (\d+) arguments? but got (\d+)(: .*)?\./,
      tooMany,
    );
}

function tooMany(_: string, command: string | undefined, due: string, got: string): string {
  const where = command === undefined ? "there are" : `${command} has`;
  return `error: ${where} more words than are due: ${got}, and ${
    due === "0" ? "none" : due
  } can stand there`;
}

/** Returns the words that call `command`, such as "bond lab down". */
export function pathOf(command: CommandUnknownOpts): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();
}

/** Returns the command that `words` name below `program`. Throws InputError when there is none. */
export function commandAt(
  program: CommandUnknownOpts,
  words: readonly string[],
): CommandUnknownOpts {
  return words.reduce((command, word) => {
    const visible = command.createHelp().visibleCommands(command).filter((one) =>
      one.name() !== "help"
    );
    const found = visible.find((one) => one.name() === word);
    if (found) return found;
    const names = visible.map((one) => one.name());
    const where = pathOf(command);
    const there = names.length > 0
      ? `there is ${names.join(", ")}`
      : "it has no commands of its own";
    throw new InputError(`${where} has no command ${word}: ${there}${didYouMean(word, names)}`);
  }, program);
}

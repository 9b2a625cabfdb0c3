/** The command line: puts subcommands together, and runs what a line asks of them. */

import { Command, CommanderError, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { InputError } from "../emulator/input/error.ts";
import { Status } from "../emulator/input/status.ts";
import { commandAt, explainChoices, pathOf, plainError } from "./near.ts";
import { print, printError } from "../emulator/report/mod.ts";
import { versionText } from "./version.ts";

/** Receives the exit status of a command. */
export type Done = (status: number) => void;

/** Returns the program with these commands; those called `hidden` are not for people. */
export function programOf(
  commands: readonly CommandUnknownOpts[],
  hidden: readonly string[] = [],
): CommandUnknownOpts {
  const program = new Command("bond")
    .description(
      "A CNI plugin for bonded links, and a lab that replays what Multus does with a pod.",
    )
    .version(versionText(), "-V, --version", "print the versions of the program, Deno and CNI");
  for (const command of commands) {
    program.addCommand(command, { hidden: hidden.includes(command.name()) });
  }
  program.helpCommand(false).addCommand(
    new Command("help").description("say what a command does")
      .argument("[command...]", "the words of the command")
      .action((words) => commandAt(program, words).outputHelp()),
  );
  for (const command of everyCommand(program)) {
    explainChoices(command);
    command.exitOverride()
      .configureOutput({
        writeOut: print,
        writeErr: printError,
        outputError: (text, write) => write(plainError(text)),
      })
      .showHelpAfterError(`(\`${pathOf(command)} --help\` says what there is)`);
  }
  return program;
}

/** Has a program, whose commands tell `done`, do what a command line says. Returns the exit status. */
export async function runLine(
  programFor: (done: Done) => CommandUnknownOpts | Promise<CommandUnknownOpts>,
  args: readonly string[],
): Promise<number> {
  let status: number = Status.ok;
  const program = await programFor((code) => {
    status = code;
  });
  try {
    await program.parseAsync(args, { from: "user" });
    return status;
  } catch (error) {
    // Commander has said it already; help and version come here too, with 0.
    if (error instanceof CommanderError) return error.exitCode === 0 ? Status.ok : Status.wrong;
    if (error instanceof InputError) {
      printError(`bond: ${error.message}\n`);
      return Status.wrong;
    }
    throw error;
  }
}

function everyCommand(command: CommandUnknownOpts): CommandUnknownOpts[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}

/** The lab's command line: puts the subcommands together. */

import { Command, CommanderError, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { InputError } from "../emulator/input/error.ts";
import { Interrupted, KernelError } from "../emulator/lab/kernel/mod.ts";
import { LabError } from "../emulator/play/replay/mod.ts";
import { completionCommand } from "./completion.ts";
import { doctorCommand } from "./doctor.ts";
import { emulateCommand } from "./emulate.ts";
import { explainCommand } from "./explain.ts";
import { inspectCommand } from "./inspect.ts";
import { installCommand } from "./install.ts";
import { labCommand } from "./lab.ts";
import { commandAt, explainChoices, pathOf, plainError } from "./near.ts";
import { lintCommand } from "./lint.ts";
import { schemaCommand } from "./schema.ts";
import { type Done, Status, UsageError } from "./status.ts";
import { print, printError } from "./terminal.ts";
import { testCommand } from "./test.ts";
import { gcCommand, statusCommand } from "./upkeep.ts";
import { versionText } from "./version.ts";
import { worldCommand } from "./world.ts";

/** Runs a command line and returns the exit status. */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  let status: number = Status.ok;
  const done = (code: number) => {
    status = code;
  };
  const program = commandLine(done);
  try {
    await program.parseAsync(args, { from: "user" });
    return status;
  } catch (error) {
    // Commander has said it already; help and version come here too, with 0.
    if (error instanceof CommanderError) return error.exitCode === 0 ? Status.ok : Status.wrong;
    if (error instanceof Interrupted) {
      printError(`bond: ${error.message}; everything was taken down\n`);
      return error.exitStatus;
    }
    if (
      error instanceof UsageError || error instanceof InputError || error instanceof KernelError
    ) {
      printError(`bond: ${error.message}\n`);
      return Status.wrong;
    }
    if (error instanceof LabError) {
      printError(`bond: the lab itself failed, which is a defect of it: ${error.message}\n`);
      return Status.failed;
    }
    throw error;
  }
}

/** Returns the command tree, whose commands tell `done` their exit status. */
export function commandLine(done: Done): CommandUnknownOpts {
  const program = new Command("bond")
    .description(
      "A CNI plugin for bonded links, and a lab that replays what Multus does with a pod.",
    )
    .version(versionText(), "-V, --version", "print the versions of the program, Deno and CNI")
    .addCommand(emulateCommand(done))
    .addCommand(lintCommand(done))
    .addCommand(explainCommand())
    .addCommand(testCommand(done))
    .addCommand(inspectCommand())
    .addCommand(installCommand(done))
    .addCommand(doctorCommand(done))
    .addCommand(statusCommand(done))
    .addCommand(gcCommand(done))
    .addCommand(schemaCommand())
    .addCommand(completionCommand())
    .addCommand(labCommand())
    .addCommand(worldCommand(done), { hidden: true });
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

function everyCommand(command: CommandUnknownOpts): CommandUnknownOpts[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}

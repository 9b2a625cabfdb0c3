/** The lab's command line. */

import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { Status } from "../emulator/input/status.ts";
import { say } from "../emulator/report/mod.ts";
import { type Done, programOf, runLine } from "./program.ts";

/** Each command is loaded only where it is wanted: starts must be quick. */
const COMMANDS: Readonly<Record<string, (done: Done) => Promise<CommandUnknownOpts>>> = {
  emulate: async (done) => (await import("./emulate.ts")).emulateCommand(done),
  lint: async (done) => (await import("./lint.ts")).lintCommand(done),
  explain: async () => (await import("./explain.ts")).explainCommand(),
  test: async (done) => (await import("./test.ts")).testCommand(done),
  inspect: async () => (await import("./inspect.ts")).inspectCommand(),
  install: async (done) => (await import("./install.ts")).installCommand(done),
  doctor: async (done) => (await import("./doctor.ts")).doctorCommand(done),
  status: async (done) => (await import("./upkeep.ts")).statusCommand(done),
  gc: async (done) => (await import("./upkeep.ts")).gcCommand(done),
  schema: async () => (await import("./schema.ts")).schemaCommand(),
  completion: async () => (await import("./completion.ts")).completionCommand(),
  lab: async () => (await import("./lab.ts")).labCommand(),
  world: async (done) => (await import("./world.ts")).worldCommand(done),
};
/** What is no command for people. */
const HIDDEN: readonly string[] = ["world"];
/** What speaks of all the others. */
const ABOUT_ALL: readonly string[] = ["schema", "completion"];

/** Runs a command line and returns the exit status. */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  const [name = ""] = args;
  const alone = Object.hasOwn(COMMANDS, name) && !ABOUT_ALL.includes(name);
  try {
    return await runLine((done) => commandLine(done, alone ? [name] : undefined), args);
  } catch (error) {
    const [message, exitStatus] = await explain(error) ?? [];
    if (exitStatus === undefined) throw error;
    say(`bond: ${message}`);
    return exitStatus;
  }
}

/** Returns what is said of an error that is no defect of this program, and the exit status. */
async function explain(error: unknown): Promise<[message: string, status: number] | undefined> {
  const { Interrupted, KernelError } = await import("../emulator/lab/kernel/mod.ts");
  if (error instanceof KernelError) return [error.message, Status.wrong];
  if (error instanceof Interrupted) {
    return [`${error.message}; everything was taken down`, error.exitStatus];
  }
  const { LabError } = await import("../emulator/play/replay/mod.ts");
  if (!(error instanceof LabError)) return undefined;
  return [`the lab itself failed, which is a defect of it: ${error.message}`, Status.failed];
}

/** Returns the tree of the commands with these names, which tell `done` their exit status. */
export async function commandLine(
  done: Done,
  names: readonly string[] = Object.keys(COMMANDS),
): Promise<CommandUnknownOpts> {
  const commands: CommandUnknownOpts[] = [];
  for (const name of names) {
    const command = await COMMANDS[name]?.(done);
    if (command) commands.push(command);
  }
  return programOf(commands, HIDDEN);
}

import { writeOut } from "./output.ts";

/** A program that a script needs did not succeed. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}

/** Where and with what a command runs. */
interface CommandOptions {
  cwd?: string;
  env?: Record<string, string>;
}

/**
 * Runs a program to its end; what it says goes to stderr.
 * @throws {CommandError} when it fails.
 */
export async function run(command: readonly string[], options: CommandOptions = {}): Promise<void> {
  const [program = "", ...args] = command;
  const child = new Deno.Command(program, { args, ...options, stdin: "null", stdout: "piped" });
  const process = child.spawn();
  for await (const chunk of process.stdout) writeOut(Deno.stderr, chunk);
  const { code } = await process.status;
  if (code !== 0) throw new CommandError(`${command.join(" ")} failed with status ${code}`);
}

import { quote } from "../../input/words/mod.ts";

/**
 * The script that runs a command in its folder, and ends with its status. The environment may be
 * given too, but then nobody else may be able to read the script.
 * The shell stays: as the first process of its namespace it reaps what the command abandons.
 */
export function commandScript(
  command: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): string {
  const exports = Object.entries(env)
    .filter(([name]) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && name !== "PWD")
    .map(([name, value]) => `export ${name}=${quote(value)}`);
  return [
    ...exports,
    `cd ${quote(cwd)} || exit 126`,
    command.map(quote).join(" "),
    "exit $?",
    "",
  ].join("\n");
}

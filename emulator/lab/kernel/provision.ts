/** Installs the distribution's packages. Nothing else in the project installs anything. */

import { reasonOf } from "../../input/words/mod.ts";
import { installCommand, type Package } from "./packages.ts";

/** What provisioning asks of the machine that it is for. */
interface Machine {
  /** The packages that it lacks. */
  missing: () => readonly Package[];
  /** Whether this process may install. */
  root: boolean;
  say: (line: string) => void;
}

/** Installs what is missing. @returns whether nothing is missing any more; else what to do was said. */
export async function provision({ missing, root, say }: Machine): Promise<boolean> {
  const names = missing();
  if (names.length === 0) {
    say("nothing to install");
    return true;
  }
  say(`missing: ${names.join(", ")}`);
  const command = installCommand(names);
  if (!root) {
    say(`root is needed to install them; run: sudo ${command}`);
    return false;
  }
  const problem = await install(command.split(" "));
  if (problem !== "") {
    say(`${problem}; when that is solved, run: ${command}`);
    return false;
  }
  const left = missing();
  if (left.length > 0) say(`apt-get succeeded, yet these packages lack files: ${left.join(", ")}`);
  return left.length === 0;
}

/**
 * The lists of packages are fetched only when those at hand do not do. Returns what went wrong, "" when
 * nothing did.
 */
async function install(command: readonly string[]): Promise<string> {
  const first = await run(command);
  if (first === "" || first.includes(NO_APT)) return first;
  return await run(["apt-get", "update"]) || await run(command);
}

const NO_APT =
  "there is no apt-get on this machine: install by the names of your distribution the " +
  "programs of these Debian packages (the plugins to /opt/cni/bin, from " +
  "https://github.com/containernetworking/plugins/releases)";

/** Runs a program, what it says goes to stderr. Returns what went wrong, "" when nothing did. */
async function run(command: readonly string[]): Promise<string> {
  const [program = "", ...args] = command;
  try {
    const child = new Deno.Command(program, {
      args,
      env: { DEBIAN_FRONTEND: "noninteractive" },
      stdin: "null",
      stdout: "piped",
    }).spawn();
    await child.stdout.pipeTo(Deno.stderr.writable, { preventClose: true });
    const { code } = await child.status;
    return code === 0 ? "" : `${command.join(" ")} failed with status ${code}`;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return NO_APT;
    if (!(error instanceof Error)) throw error;
    return `${program} cannot be run: ${reasonOf(error)}`;
  }
}

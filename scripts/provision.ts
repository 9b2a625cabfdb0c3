/**
 * Installs the Debian packages that the build and a replay need, with --tests those of the tests too, and that this
 * machine lacks; says the one command to run where it cannot. Nothing else in the project installs
 * anything.
 */
import {
  allPackages,
  demoPackages,
  installCommand,
  missingPackages,
  type Package,
} from "../emulator/lab/kernel/mod.ts";
import { CommandError, run } from "./command.ts";
import { main } from "./main.ts";
import { writeLine } from "./output.ts";

/** What provisioning asks of the machine that it is for. */
export interface Machine {
  /** The packages that it lacks. */
  missing: () => readonly Package[];
  /** Whether this process may install. */
  root: boolean;
  say: (line: string) => void;
}

/** Installs what is missing. @returns 0 when nothing is missing any more, else 1. */
export async function provision({ missing, root, say }: Machine): Promise<number> {
  const names = missing();
  if (names.length === 0) {
    say("nothing to install");
    return 0;
  }
  say(`missing: ${names.join(", ")}`);
  const command = installCommand(names);
  if (!root) {
    say(`root is needed to install them; run: sudo ${command}`);
    return 1;
  }
  try {
    await install(command.split(" "));
  } catch (error) {
    if (!(error instanceof CommandError || error instanceof Deno.errors.NotFound)) throw error;
    say(`${error.message}; when that is solved, run: ${command}`);
    return 1;
  }
  const left = missing();
  if (left.length > 0) say(`apt-get succeeded, yet these packages lack files: ${left.join(", ")}`);
  return left.length === 0 ? 0 : 1;
}

/** The lists of packages are fetched only when those at hand do not do. */
async function install(command: readonly string[]): Promise<void> {
  const options = { env: { DEBIAN_FRONTEND: "noninteractive" } };
  try {
    await run(command, options);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    await run(["apt-get", "update"], options);
    await run(command, options);
  }
}

if (import.meta.main) {
  const root = Deno.uid() === 0;
  const wanted = Deno.args.includes("--tests") ? allPackages : demoPackages;
  await main(() => provision({ missing: () => missingPackages(wanted), root, say: writeLine }));
}

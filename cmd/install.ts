/** `bond install`: the program on a node, in the folder that container runtimes take plugins from. */

import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import {
  deploy,
  type DeployListener,
  InstallError,
  keepDeployed,
  type Placed,
  POLICY_PATH,
  requireReady,
  rollBack,
  type Target,
  uninstall,
} from "../bond/mod.ts";
import { InputError } from "../emulator/input/error.ts";
import { paragraph } from "../emulator/report/mod.ts";
import { type Done, Status } from "./status.ts";
import { print, say } from "./terminal.ts";

const modes = ["uninstall", "rollback", "ready", "watch"] as const;

function modeOption<Name extends typeof modes[number]>(name: Name, description: string) {
  return new Option(`--${name}`, description).conflicts(modes.filter((other) => other !== name));
}

/** `bond install`. */
export function installCommand(done: Done): CommandUnknownOpts {
  return new Command("install")
    .description("put this program in place on a node, once it has answered there")
    .option(
      "--cni-bin-dir <dir>",
      "the folder for it, an absolute path on the node",
      "/opt/cni/bin",
    )
    .option("--as <names...>", "the types under which configurations name it", ["bond"])
    .option("--node-root <dir>", "where the node's root folder is mounted; from a container")
    .addOption(
      new Option("--policy <file>", `also copy this node policy to ${POLICY_PATH}`)
        .conflicts(["uninstall", "rollback", "ready"]),
    )
    .option("--force", "also over or instead of a foreign file, and while pods need the program")
    .addOption(modeOption("uninstall", "remove it instead"))
    .addOption(modeOption("rollback", "bring back what was there before instead"))
    .addOption(modeOption("ready", "say whether it could serve an ADD instead"))
    .addOption(modeOption("watch", "and stay, and keep program and policy in place"))
    .option("--uninstall-at-end", "with --watch: remove it when asked to end")
    .action(async (options) => {
      const { cniBinDir, nodeRoot, policy } = options;
      if (!cniBinDir.startsWith("/")) {
        throw new InputError(`--cni-bin-dir ${cniBinDir} is not an absolute path`);
      }
      if (options.uninstallAtEnd && !options.watch) {
        throw new InputError("--uninstall-at-end needs --watch");
      }
      const target = { nodeRoot, cniBinDir, names: options.as, force: options.force === true };
      try {
        if (options.uninstall) sayRemoved(target);
        else if (options.rollback) sayPlaced("brought back", await rollBack(target));
        else if (options.ready) await requireReady(target);
        else {
          const wanted = { source: ownExecutable(), policy };
          // From the first moment: the first process of a container sees no signal that it has not asked for.
          const end = options.watch ? askedToEnd() : undefined;
          await deploy(wanted, target, listener);
          if (end) {
            await keepDeployed(wanted, target, listener, end);
            if (options.uninstallAtEnd) sayRemoved(target);
          }
        }
      } catch (error) {
        if (!(error instanceof InstallError)) throw error;
        sayProblem(error);
        done(Status.failed);
      }
    });
}

const listener: DeployListener = {
  placed: (all) => sayPlaced("installed", all),
  policyCopied: () => print(`copied the node policy to ${POLICY_PATH}\n`),
  failed: sayProblem,
};

function ownExecutable(): string {
  if (Deno.build.standalone) return Deno.execPath();
  throw new InputError("this is no built program: run `deno task build`, and dist/bond install");
}

/** Is kept when this process is asked to end. */
function askedToEnd(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  for (const signal of ["SIGTERM", "SIGINT"] as const) Deno.addSignalListener(signal, resolve);
  return promise;
}

function sayPlaced(what: string, all: readonly Placed[]): void {
  for (const { path, changed, versions } of all) {
    if (changed) print(`${what} ${path}, which speaks CNI ${versions.join(", ")}\n`);
  }
}

function sayRemoved(target: Target): void {
  for (const path of uninstall(target)) print(`removed ${path}\n`);
}

function sayProblem({ message, remedy }: InstallError): void {
  [`bond: ${message}`, ...paragraph(`→ ${remedy}`, "  ")].forEach(say);
}

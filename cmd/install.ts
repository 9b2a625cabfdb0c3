/** `bond install`: the program on a node, in the folder that container runtimes take plugins from. */

import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { POLICY_PATH } from "../bond/mod.ts";
import { InputError } from "../emulator/input/error.ts";
import { showInstall } from "../emulator/report/mod.ts";
import type { Done } from "./program.ts";

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
      const { cniBinDir, nodeRoot } = options;
      if (!cniBinDir.startsWith("/")) {
        throw new InputError(`--cni-bin-dir ${cniBinDir} is not an absolute path`);
      }
      if (options.uninstallAtEnd && !options.watch) {
        throw new InputError("--uninstall-at-end needs --watch");
      }
      const target = { nodeRoot, cniBinDir, names: options.as, force: options.force === true };
      done(await showInstall(target, options));
    });
}

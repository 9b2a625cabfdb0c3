/** The inner half of the subcommands that replay. */

import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { runWorld } from "../emulator/replay/mod.ts";
import { print, readStdin } from "./terminal.ts";

/** `bond world`: replays what stdin says in this very world, and reports to stdout. */
export function worldCommand(): CommandUnknownOpts {
  return new Command("world")
    .description("the inner half of emulate and test")
    .action(async () => {
      await runWorld(JSON.parse(readStdin()), (message) => print(`${JSON.stringify(message)}\n`));
    });
}

/** The inner half of a replay with a shell; that of others is in world_part.ts. */

import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { showWorldWithShell } from "../emulator/report/mod.ts";
import type { Done } from "./program.ts";

/** `bond world`: replays what a file says in this very world, and reports to stdout. */
export function worldCommand(done: Done): CommandUnknownOpts {
  return new Command("world")
    .description("the inner half of emulate --shell")
    .requiredOption(
      "--shell <file>",
      "replay what the file says for people, with a shell in its pod",
    )
    .action(async ({ shell: file }) =>
      done(await showWorldWithShell(JSON.parse(Deno.readTextFileSync(file))))
    );
}

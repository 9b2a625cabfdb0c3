/** The inner half of a replay with a shell; that of others is in world_part.ts. */

import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { showReplayWithShell } from "../emulator/report/mod.ts";
import { type Done, Status } from "./status.ts";
import { print, say, styleOf } from "./terminal.ts";

/** `bond world`: replays what a file says in this very world, and reports to stdout. */
export function worldCommand(done: Done): CommandUnknownOpts {
  return new Command("world")
    .description("the inner half of emulate --shell")
    .requiredOption(
      "--shell <file>",
      "replay what the file says for people, with a shell in its pod",
    )
    .action(async ({ shell: file }) => {
      const input = JSON.parse(Deno.readTextFileSync(file));
      const { exitStatus, problems } = await showReplayWithShell(
        input,
        styleOf(Deno.stdout),
        print,
      );
      problems.forEach(say);
      done(problems.length > 0 ? Status.failed : exitStatus);
    });
}

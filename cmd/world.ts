/** The inner half of `bond emulate`: runs in a world of its own, and reports to the outer half. */

import { Command } from "@commander-js/extra-typings";
import { replay, type ReplayPlan } from "../emulator/replay/mod.ts";
import { print, readStdin } from "./terminal.ts";

/** `bond world`: replays the plan on stdin, and writes events to stdout, one JSON object a line. */
export function worldCommand() {
  return new Command("world")
    .description("replay a plan in this very world (used by emulate)")
    .action(async () => {
      const plan: ReplayPlan = JSON.parse(readStdin());
      await replay(plan, (event) => print(`${JSON.stringify(event)}\n`));
    });
}

/** `bond status` and `bond gc`: what the plugin has on this node, and what of it nobody has any more. */

import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { collectGarbage, nodeStatus } from "../bond/mod.ts";
import { showAs } from "../emulator/report/mod.ts";
import { cniPathOption, outputOption } from "./options.ts";
import { type Done, Status } from "./status.ts";
import { print, styleOf } from "./terminal.ts";

/** `bond status`: 0 when ADD could be served and nothing waits, else 3. */
export function statusCommand(done: Done): CommandUnknownOpts {
  return new Command("status")
    .description("show what the plugin has on this node: what it needs, its records, what waits")
    .addOption(cniPathOption)
    .addOption(outputOption("status"))
    .action(({ cniPath, output }) => {
      const status = nodeStatus(cniPath);
      print(showAs(output, "status", status, styleOf(Deno.stdout)));
      const { driver, capabilities, policy, state, leftovers } = status;
      const well = [driver, capabilities, policy, state].every(({ ok }) => ok);
      done(well && leftovers.length === 0 ? Status.ok : Status.unexpected);
    });
}

/** `bond gc`: 0 when nothing failed and nothing waits, else 3. */
export function gcCommand(done: Done): CommandUnknownOpts {
  return new Command("gc")
    .description(
      "give back what attachments have whose namespace is gone, or that wait after their DEL",
    )
    .option("--dry-run", "only say what would be done", false)
    .addOption(outputOption("gc"))
    .action(async ({ dryRun, output }) => {
      const report = await collectGarbage({ dryRun });
      print(showAs(output, "gc", report, styleOf(Deno.stdout)));
      const well = report.problems.length === 0 &&
        report.collected.every(({ waiting }) => waiting.length === 0);
      done(well ? Status.ok : Status.unexpected);
    });
}

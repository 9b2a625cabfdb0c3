/** `bond status` and `bond gc`: what the plugin has on this node, and what of it nobody has any more. */

import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { collectGarbage, nodeStatus } from "../bond/mod.ts";
import { show } from "../emulator/report/mod.ts";
import * as common from "./options.ts";
import type { Done } from "./program.ts";

/** `bond status`: 0 when ADD could be served and nothing waits, else 3. */
export function statusCommand(done: Done): CommandUnknownOpts {
  return new Command("status")
    .description("show what the plugin has on this node: what it needs, its records, what waits")
    .addOption(common.cniPath)
    .addOption(common.output("status"))
    .action(({ cniPath, output }) => done(show(output, "status", nodeStatus(cniPath))));
}

/** `bond gc`: 0 when nothing failed and nothing waits, else 3. */
export function gcCommand(done: Done): CommandUnknownOpts {
  return new Command("gc")
    .description(
      "give back what attachments have whose namespace is gone, or that wait after their DEL",
    )
    .option("--dry-run", "only say what would be done", false)
    .addOption(common.output("gc"))
    .action(async ({ dryRun, output }) =>
      done(show(output, "gc", await collectGarbage({ dryRun })))
    );
}

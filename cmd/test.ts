/** `bond test`: replays folders of manifests, and compares with what they expect. */

import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { GOLDEN_FILE, showFolders } from "../emulator/report/mod.ts";
import * as common from "./options.ts";
import type { Done } from "./program.ts";

/** `bond test PATH…`. */
export function testCommand(done: Done): CommandUnknownOpts {
  return new Command("test")
    .description("replay folders of manifests, and compare with what they expect")
    .argument("<path...>", "folders of manifests, or folders of such folders")
    .addOption(common.kernel)
    .addOption(common.kernelPath)
    .addOption(common.plugin)
    .addOption(common.cniPath)
    .addOption(common.repeat)
    .option("--filter <text>", "only folders with this in their name")
    .option("--update", `write what comes out as what is expected (${GOLDEN_FILE})`, false)
    .option("--junit <file>", "write the results as JUnit's XML, too")
    .addOption(common.output("test"))
    .action(async (paths, options) => done(await showFolders(paths, options)));
}

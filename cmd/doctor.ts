/** `bond doctor`: whether this node can run the plugin, and this machine the lab. */

import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { InputError } from "../emulator/input/error.ts";
import { Status } from "../emulator/input/status.ts";
import { examineLab, examineNode, installLab } from "../emulator/lab/doctor/mod.ts";
import { DEFAULT_SOURCE } from "../emulator/lab/newest/mod.ts";
import { Progress, say, show } from "../emulator/report/mod.ts";
import * as common from "./options.ts";
import type { Done } from "./program.ts";

/** `bond doctor`. */
export function doctorCommand(done: Done): CommandUnknownOpts {
  return new Command("doctor")
    .description("check whether this node can run the plugin, and this machine the lab")
    .option("--node", "the node alone", false)
    .option("--lab", "the lab alone", false)
    .option("--install", "first put into place what the lab lacks, from the distribution", false)
    .option(
      "--newest",
      "with --install: the newest kernel and plugins of Debian, in a folder of this user's",
      false,
    )
    .option("--mirror <url>", "with --newest: of Debian's archive", DEFAULT_SOURCE.mirror)
    .option("--keyring <file>", "with --newest: the archive's keys", DEFAULT_SOURCE.keyring)
    .option("--accept-old-lists", "with --newest: a mirror that is behind", false)
    .addOption(common.kernel)
    .addOption(common.kernelPath)
    .addOption(common.cniPath)
    .addOption(common.output("doctor"))
    .action(async (options) => {
      const { node, install, output } = options;
      if (options.newest && !install) throw new InputError("--newest goes with --install");
      if (install && !await installLab(options, say)) return done(Status.unexpected);
      // What was installed is the lab's: that it works is what matters then.
      const lab = options.lab || install;
      using progress = new Progress();
      if (lab || !node) progress.show("trying the lab's kernel …");
      const checks = [
        ...(node || !lab ? examineNode() : []),
        ...(lab || !node ? await examineLab(options) : []),
      ];
      progress.clear();
      done(show(output, "doctor", checks));
    });
}

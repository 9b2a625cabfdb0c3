/** `bond inspect`: the bonds that there are, as they are. */

import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { showBonds } from "../emulator/report/mod.ts";
import * as common from "./options.ts";

/** `bond inspect [NAME]`. */
export function inspectCommand(): CommandUnknownOpts {
  return new Command("inspect")
    .description("show the bonds of a network namespace: options, links, who is active")
    .argument("[name]", "the name of one bond")
    .option("-n, --netns <path>", "path or name of the namespace (default: this one)")
    .addOption(
      new Option("--pid <pid>", "the namespace of a process instead")
        .argParser(
          common.numberIn(1, Infinity, "the number of a process is due"),
        )
        .conflicts("netns"),
    )
    .addOption(
      new Option(
        "-a, --all",
        "the bonds of every namespace of the node: whose they are, what differs",
      )
        .conflicts(["netns", "pid"])
        .default(false),
    )
    .option("-w, --watch", "go on, and tell what happens to them as it happens", false)
    .addOption(common.output("inspect"))
    .action(showBonds);
}

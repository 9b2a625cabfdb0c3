/** `bond doctor`: whether this node can run the plugin, and this machine the lab. */

import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { InputError } from "../emulator/input/error.ts";
import {
  type Check,
  examineLab,
  examineNode,
  type LabSettings,
} from "../emulator/lab/doctor/mod.ts";
import { Interruption, missingPackages, provision } from "../emulator/lab/kernel/mod.ts";
import {
  DEFAULT_SOURCE,
  FetchError,
  fetchNewest,
  LAB_PACKAGES,
} from "../emulator/lab/newest/mod.ts";
import { showAs } from "../emulator/report/mod.ts";
import { cniPathOption, kernelOption, kernelPathOption, outputOption } from "./options.ts";
import { Progress } from "./progress.ts";
import { type Done, Status } from "./status.ts";
import { print, say, styleOf } from "./terminal.ts";

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
    .addOption(kernelOption)
    .addOption(kernelPathOption)
    .addOption(cniPathOption)
    .addOption(outputOption("doctor"))
    .action(async (options) => {
      if (options.newest && !options.install) throw new InputError("--newest goes with --install");
      if (options.install) {
        const complete = options.newest ? await installNewest(options) : await installPackages();
        if (!complete) return done(Status.unexpected);
      }
      // What was installed is the lab's: that it works is what matters then.
      const lab = options.lab || options.install;
      const checks = await examine(
        { node: options.node || !lab, lab: lab || !options.node },
        options,
      );
      print(showAs(options.output, "doctor", checks, styleOf(Deno.stdout)));
      done(checks.some(({ status }) => status === "missing") ? Status.unexpected : Status.ok);
    });
}

async function examine(
  { node, lab }: { node: boolean; lab: boolean },
  settings: LabSettings,
): Promise<Check[]> {
  using progress = new Progress();
  if (lab) progress.show("trying the lab's kernel …");
  return [...(node ? examineNode() : []), ...(lab ? await examineLab(settings) : [])];
}

function installPackages(): Promise<boolean> {
  return provision({ missing: missingPackages, root: Deno.uid() === 0, say });
}

/** What `--install --newest` goes by. */
interface NewestOptions {
  mirror: string;
  keyring: string;
  acceptOldLists: boolean;
}

/** Returns whether it is in place now; else what to do was said. */
async function installNewest(
  { mirror, keyring, acceptOldLists }: NewestOptions,
): Promise<boolean> {
  using interruption = new Interruption();
  const { signal } = interruption;
  const source = { ...DEFAULT_SOURCE, mirror, keyring };
  try {
    await fetchNewest({ list: LAB_PACKAGES, source, acceptOldLists, say, signal });
    return true;
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof FetchError)) throw error;
    say(`bond: ${error.message}`);
    return false;
  }
}

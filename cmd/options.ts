/** Options that several subcommands have. */

import { InvalidArgumentError, Option } from "@commander-js/extra-typings";
import { InputError } from "../emulator/input/error.ts";
import { KERNEL_CHOICES, type KernelChoice } from "../emulator/lab/kernel/mod.ts";
import { programAt, usualCniPath } from "../emulator/lab/programs/mod.ts";
import { CALLER_NAMES } from "../emulator/play/replay/mod.ts";
import { type OutputName, outputsOf, type Subject } from "../emulator/report/mod.ts";

/** `--kernel`: on which kernel a replay runs. */
export const kernel = new Option(
  "-k, --kernel <kernel>",
  "this machine's kernel, or User-mode Linux",
)
  .choices(KERNEL_CHOICES)
  .default<KernelChoice>("auto");

/** `--kernel-path`: which User-mode Linux. */
export const kernelPath = new Option(
  "--kernel-path <path>",
  "a linux.uml, or the folder that user-mode-linux was unpacked to (see bond doctor --install)",
);

/** Returns `--output` of a command that shows `subject`. */
export function output(
  subject: Subject,
): Option<"-o, --output <form>", undefined, "text", undefined, false, OutputName> {
  const { names, about } = outputsOf(subject);
  return new Option("-o, --output <form>", about).choices(names).default("text");
}

/**
 * Returns a parser of numbers from `least` to `most`, whole ones unless `form` allows others, which says what
 * is `due` instead.
 */
export function numberIn(
  least: number,
  most: number,
  due: string,
  form = /^\d+$/,
): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (form.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(due);
  };
}

/** `--repeat`: how many replays there are to be. */
export const repeat = new Option(
  "--repeat <count>",
  "replay so often, and tell minimum, median and maximum of what was measured " +
    "(default: the scenario's, or 1)",
)
  .argParser(numberIn(1, 1000, "a whole number from 1 to 1000 is due"));

/** `--runtime`: who calls. */
export const runtime = new Option(
  "-r, --runtime <runtime>",
  "the container runtime that calls (default: the scenario's)",
)
  .choices(CALLER_NAMES);

/** `--conf-dir`: where definitions without a configuration have it. */
export const confDir = new Option(
  "--conf-dir <dir>",
  "CNI configurations for definitions that have none",
);

/** `--plugin TYPE=PATH`, any number of times. */
export const plugin = new Option(
  "-p, --plugin <type=path>",
  "run the program at PATH for plugins of TYPE",
)
  .argParser((text: string, before: Record<string, string>) => {
    const [, type, path] = /^([^=/]+)=(.+)$/.exec(text) ?? [];
    if (!type || !path) {
      throw new InvalidArgumentError("TYPE=PATH is due, such as bond=/opt/cni/bin/bond");
    }
    return { ...before, [type]: valid(programAt, path) };
  })
  .default<Record<string, string>>({}, "none");

/** `--cni-path`: directories with stock plugins. */
export const cniPath = new Option(
  "--cni-path <dirs>",
  "directories with stock plugins, separated by colons",
)
  .argParser((text: string) => text.split(":").filter((directory) => directory !== ""))
  .default<string[]>(usualCniPath(), usualCniPath().join(":"));

/** Returns what `parse` makes of a text; what it throws is said of the option. */
function valid<T>(parse: (text: string) => T, text: string): T {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InvalidArgumentError(error.message);
  }
}

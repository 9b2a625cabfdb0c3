/** Options that several subcommands have. */

import { usualCniPath } from "../emulator/lab/programs/mod.ts";
import { InvalidArgumentError, Option } from "@commander-js/extra-typings";
import type { KernelChoice } from "../emulator/lab/kernel/mod.ts";
import { reasonOf } from "../emulator/input/words/mod.ts";
import { CALLER_NAMES } from "../emulator/play/replay/mod.ts";
import { type OutputName, outputsOf, type Subject } from "../emulator/report/mod.ts";

const KERNELS: readonly KernelChoice[] = ["auto", "host", "uml"];

/** `--kernel`: on which kernel a replay runs. */
export const kernelOption = new Option(
  "-k, --kernel <kernel>",
  "this machine's kernel, or User-mode Linux",
)
  .choices(KERNELS)
  .default<KernelChoice>("auto");

/** `--kernel-path`: which User-mode Linux. */
export const kernelPathOption = new Option(
  "--kernel-path <path>",
  "a linux.uml, or the folder that user-mode-linux was unpacked to (see bond doctor --install)",
);

/** Returns `--output` of a command that shows `subject`. */
export function outputOption(
  subject: Subject,
): Option<"-o, --output <form>", undefined, "text", undefined, false, OutputName> {
  const { names, about } = outputsOf(subject);
  return new Option("-o, --output <form>", about).choices(names).default("text");
}

/** Returns a parser of whole numbers from `least` to `most`, which says what is `due` instead of others. */
export function wholeNumber(least: number, most: number, due: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(due);
  };
}

/** `--repeat`: how many replays there are to be. */
export const repeatOption = new Option(
  "--repeat <count>",
  "replay so often, and tell minimum, median and maximum of what was measured " +
    "(default: the scenario's, or 1)",
)
  .argParser(wholeNumber(1, 1000, "a whole number from 1 to 1000 is due"));

/** `--runtime`: who calls. */
export const runtimeOption = new Option(
  "-r, --runtime <runtime>",
  "the container runtime that calls (default: the scenario's)",
)
  .choices(CALLER_NAMES);

/** `--conf-dir`: where definitions without a configuration have it. */
export const confDirOption = new Option(
  "--conf-dir <dir>",
  "CNI configurations for definitions that have none",
);

/** `--plugin TYPE=PATH`, any number of times. */
export const pluginOption = new Option(
  "-p, --plugin <type=path>",
  "run the program at PATH for plugins of TYPE",
)
  .argParser((text: string, before: Record<string, string>) => ({ ...before, ...parse(text) }))
  .default<Record<string, string>>({}, "none");

/** `--cni-path`: directories with stock plugins. */
export const cniPathOption = new Option(
  "--cni-path <dirs>",
  "directories with stock plugins, separated by colons",
)
  .argParser((text: string) => text.split(":").filter((directory) => directory !== ""))
  .default<string[]>(usualCniPath(), usualCniPath().join(":"));

function parse(text: string): Record<string, string> {
  const [, type, path] = /^([^=/]+)=(.+)$/.exec(text) ?? [];
  if (!type || !path) {
    throw new InvalidArgumentError("TYPE=PATH is due, such as bond=/opt/cni/bin/bond");
  }
  try {
    const absolute = Deno.realPathSync(path);
    const { isFile, mode } = Deno.statSync(absolute);
    if (isFile && ((mode ?? 0) & 0o111) !== 0) return { [type]: absolute };
  } catch (error) {
    throw new InvalidArgumentError(`${path} cannot be run: ${reasonOf(error)}`);
  }
  throw new InvalidArgumentError(`${path} is no program: it is not an executable file`);
}

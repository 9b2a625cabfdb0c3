/** `bond inspect`: the bonds that there are, as they are. */

import {
  Command,
  type CommandUnknownOpts,
  InvalidArgumentError,
  Option,
} from "@commander-js/extra-typings";
import { inspectBonds } from "../bond/mod.ts";
import { showAs } from "../emulator/report/mod.ts";
import { NetnsError, SystemError } from "../netlink/mod.ts";
import { outputOption } from "./options.ts";
import { UsageError } from "./status.ts";
import { print, styleOf } from "./terminal.ts";

/** `bond inspect [NAME]`. */
export function inspectCommand(): CommandUnknownOpts {
  return new Command("inspect")
    .description("show the bonds of a network namespace: options, links, who is active")
    .argument("[name]", "the name of one bond")
    .option("-n, --netns <path>", "path or name of the namespace (default: this one)")
    .addOption(
      new Option("--pid <pid>", "the namespace of a process instead")
        .argParser(processId)
        .conflicts("netns"),
    )
    .addOption(outputOption("inspect"))
    .action((name, { netns, pid, output }) => {
      const path = pathOf(netns, pid);
      const where = netns === undefined && pid === undefined ? "this namespace" : path;
      const bonds = read(path).filter((bond) => name === undefined || bond.name === name);
      if (name !== undefined && bonds.length === 0) {
        throw new UsageError(`there is no bond ${name} in ${where}`);
      }
      if (output === "text" && bonds.length === 0) return print(`no bonds in ${where}\n`);
      print(showAs(output, "inspect", bonds, styleOf(Deno.stdout)));
    });
}

function processId(text: string): number {
  if (/^[1-9][0-9]*$/.test(text)) return Number(text);
  throw new InvalidArgumentError("the number of a process is due");
}

function pathOf(netns: string | undefined, pid: number | undefined): string {
  if (pid !== undefined) return `/proc/${pid}/ns/net`;
  if (netns === undefined) return "/proc/thread-self/ns/net";
  return netns.includes("/") ? netns : `/run/netns/${netns}`;
}

function read(path: string): ReturnType<typeof inspectBonds> {
  try {
    return inspectBonds(path);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(isRefusal(cause) ? `${message}; look at it as root` : message, { cause });
  }
}

/** Whether the kernel keeps this user from entering the namespace. */
function isRefusal(error: unknown): boolean {
  if (error instanceof NetnsError) return error.reason === "inaccessible";
  return error instanceof SystemError && error.code === "EPERM";
}

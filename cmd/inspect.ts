/** `bond inspect`: the bonds that there are, as they are. */

import {
  Command,
  type CommandUnknownOpts,
  InvalidArgumentError,
  Option,
} from "@commander-js/extra-typings";
import { BondWatch, inspectBonds } from "../bond/mod.ts";
import { type OutputName, showAs } from "../emulator/report/mod.ts";
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
    .option("-w, --watch", "go on, and tell what happens to them as it happens", false)
    .addOption(outputOption("inspect"))
    .action((name, { netns, pid, output, watch }) => {
      if (watch) return follow(pathOf(netns, pid), name, output);
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

/** Shows the bonds, and then a line for everything that happens to them, until this process is ended. */
function follow(path: string, name: string | undefined, output: OutputName): never {
  using watch = entered(() => new BondWatch(path));
  const wanted = (bond: string) => name === undefined || bond === name || bond === "";
  const bonds = watch.bonds.filter((bond) => wanted(bond.name));
  // One object a line: there is no end that a document could have.
  if (output === "json") print(`${JSON.stringify({ time: now(), kind: "now", bonds })}\n`);
  else print(showAs(output, "inspect", bonds, styleOf(Deno.stdout)) || "no bonds yet\n");
  for (;;) {
    for (const change of watch.next(WAIT_MS).filter(({ bond }) => wanted(bond))) {
      const time = now();
      const line = output === "json"
        ? JSON.stringify({ time, ...change })
        : `${time}  ${change.what}`;
      print(`${line}\n`);
    }
  }
}

/** How long to wait for the kernel at a time, ms: it wakes this process when there is something. */
const WAIT_MS = 3_600_000;

function now(): string {
  return new Date().toISOString();
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
  return entered(() => inspectBonds(path));
}

/** Throws UsageError where the namespace cannot be entered. */
function entered<T>(work: () => T): T {
  try {
    return work();
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

/** `bond inspect`: the bonds that there are, as they are. */

import { messageOf } from "../cni/mod.ts";
import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { BondWatch, inspectBonds, type NodeBond, nodeBonds } from "../bond/mod.ts";
import { InputError } from "../emulator/input/error.ts";
import { type OutputName, showAs, tellAs } from "../emulator/report/mod.ts";
import { NetnsError, SystemError } from "../netlink/mod.ts";
import { outputOption, wholeNumber } from "./options.ts";
import { isUnread, print, say, styleOf } from "./terminal.ts";

/** `bond inspect [NAME]`. */
export function inspectCommand(): CommandUnknownOpts {
  return new Command("inspect")
    .description("show the bonds of a network namespace: options, links, who is active")
    .argument("[name]", "the name of one bond")
    .option("-n, --netns <path>", "path or name of the namespace (default: this one)")
    .addOption(
      new Option("--pid <pid>", "the namespace of a process instead")
        .argParser(wholeNumber(1, Infinity, "the number of a process is due"))
        .conflicts("netns"),
    )
    .addOption(
      new Option(
        "-a, --all",
        "the bonds of every namespace of the node: whose they are, what differs",
      )
        .conflicts(["netns", "pid", "watch"])
        .default(false),
    )
    .option("-w, --watch", "go on, and tell what happens to them as it happens", false)
    .addOption(outputOption("inspect"))
    .action((name, { netns, pid, output, watch, all: everywhere }) => {
      const path = pathOf(netns, pid);
      if (watch) return follow(path, name, output);
      const where = everywhere
        ? "any namespace that can be found"
        : netns === undefined && pid === undefined
        ? "this namespace"
        : path;
      const all = everywhere ? bondsOfNode() : entered(() => inspectBonds(path));
      const bonds = all.filter((bond) => name === undefined || bond.name === name);
      if (name !== undefined && bonds.length === 0) {
        throw new InputError(`there is no bond ${name} in ${where}`);
      }
      if (output === "text" && bonds.length === 0) return print(`no bonds in ${where}\n`);
      print(showAs(output, "inspect", bonds, styleOf(Deno.stdout)));
    });
}

/** Says on stderr what could not be looked at. */
function bondsOfNode(): NodeBond[] {
  const { bonds, problems } = nodeBonds();
  for (const problem of problems) say(`bond: ${problem}`);
  return bonds;
}

/** Shows the bonds, and then everything that happens to them, until nobody reads it any more. */
function follow(path: string, name: string | undefined, output: OutputName): void {
  const tell = tellAs(output, "inspect", styleOf(Deno.stdout));
  const time = () => new Date().toISOString();
  using watch = entered(() => new BondWatch(path));
  const wanted = (bond: string) => name === undefined || bond === name || bond === "";
  const bonds = watch.bonds.filter((bond) => wanted(bond.name));
  print(tell({ time: time(), kind: "now", bonds }));
  while (!isUnread()) {
    for (const change of watch.next(WAIT_MS).filter(({ bond }) => wanted(bond))) {
      print(tell({ time: time(), ...change }));
    }
  }
}

/** How long to wait for the kernel at a time, ms: then it is looked whether anybody reads yet. */
const WAIT_MS = 500;

function pathOf(netns: string | undefined, pid: number | undefined): string {
  if (pid !== undefined) return `/proc/${pid}/ns/net`;
  if (netns === undefined) return "/proc/thread-self/ns/net";
  return netns.includes("/") ? netns : `/run/netns/${netns}`;
}

/** Throws InputError where the namespace cannot be entered. */
function entered<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    const message = messageOf(cause);
    throw new InputError(isRefusal(cause) ? `${message}; look at it as root` : message, { cause });
  }
}

/** Whether the kernel keeps this user from entering the namespace. */
function isRefusal(error: unknown): boolean {
  if (error instanceof NetnsError) return error.reason === "inaccessible";
  return error instanceof SystemError && error.code === "EPERM";
}

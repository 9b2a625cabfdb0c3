/** Showing the bonds of a namespace or of a node, and what happens to them. */

import {
  type BondChange,
  type BondState,
  BondWatch,
  inspectBonds,
  type NodeBond,
  type NodeBondChange,
  nodeBonds,
  NodeWatch,
} from "../../bond/mod.ts";
import { messageOf } from "../../cni/mod.ts";
import { NetnsError, SystemError } from "../../netlink/mod.ts";
import { InputError } from "../input/error.ts";
import { sleepSync } from "../lab/sleep.ts";
import { type OutputName, tellAs } from "./outputs.ts";
import { show } from "./show.ts";
import { isUnread, print, say, styleOf } from "./terminal/mod.ts";

/** Which bonds are shown, and how. */
interface BondQuery {
  /** Path or name of a network namespace; that of this process if absent. */
  netns?: string | undefined;
  /** The number of a process, whose namespace it is instead. */
  pid?: number | undefined;
  /** Those of every namespace of the node instead. */
  all: boolean;
  /** Whether to go on, with what happens to them, until nobody reads it any more. */
  watch: boolean;
  output: OutputName;
}

/**
 * Shows the bonds that `query` is about, or the one of that `name`. Throws InputError where there is no such
 * bond, and where the namespace cannot be entered.
 */
export function showBonds(name: string | undefined, query: BondQuery): void {
  const { netns, pid, output } = query;
  const path = pathOf(query);
  if (query.watch) return query.all ? followNode(name, output) : follow(path, name, output);
  const where = query.all
    ? "any namespace that can be found"
    : netns === undefined && pid === undefined
    ? "this namespace"
    : path;
  const all = query.all ? bondsOfNode() : entered(() => inspectBonds(path));
  const bonds = all.filter((bond) => name === undefined || bond.name === name);
  if (name !== undefined && bonds.length === 0) {
    throw new InputError(`there is no bond ${name} in ${where}`);
  }
  if (output === "text" && bonds.length === 0) return print(`no bonds in ${where}\n`);
  show(output, "inspect", bonds);
}

function pathOf({ netns, pid }: BondQuery): string {
  if (pid !== undefined) return `/proc/${pid}/ns/net`;
  if (netns === undefined) return "/proc/thread-self/ns/net";
  return netns.includes("/") ? netns : `/run/netns/${netns}`;
}

/** Says on stderr what could not be looked at. */
function bondsOfNode(): NodeBond[] {
  const { bonds, problems } = nodeBonds();
  for (const problem of problems) say(`bond: ${problem}`);
  return bonds;
}

/** How long to wait for the kernel at a time, ms: then it is looked whether anybody reads yet. */
const WAIT_MS = 500;

/** Shows the bonds of a namespace, and then everything that happens to them. */
function follow(path: string, name: string | undefined, output: OutputName): void {
  using watch = entered(() => new BondWatch(path));
  tellOn(name, output, watch.bonds, () => watch.next(WAIT_MS));
}

/** How long nothing is asked where nothing has happened, ms: many namespaces have no one to wait for. */
const REST_MS = 50;

/** Shows the bonds of the node, and then everything that happens to them. */
function followNode(name: string | undefined, output: OutputName): void {
  using watch = new NodeWatch();
  const bonds = bondsOfNode();
  // They have been said by then.
  watch.problems();
  tellOn(name, output, bonds, () => {
    const changes = watch.next();
    for (const problem of watch.problems()) say(`bond: ${problem}`);
    if (changes.length === 0) sleepSync(REST_MS);
    return changes;
  });
}

/** Tells of the bonds called `name`, or of all, until nobody reads it any more. */
function tellOn(
  name: string | undefined,
  output: OutputName,
  bonds: readonly (BondState | NodeBond)[],
  next: () => readonly (BondChange | NodeBondChange)[],
): void {
  const tell = tellAs(output, "inspect", styleOf(Deno.stdout));
  const time = () => new Date().toISOString();
  const wanted = (bond: string) => name === undefined || bond === name || bond === "";
  print(tell({ time: time(), kind: "now", bonds: bonds.filter((bond) => wanted(bond.name)) }));
  while (!isUnread()) {
    for (const change of next().filter(({ bond }) => wanted(bond))) {
      print(tell({ time: time(), ...change }));
    }
  }
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

/** Showing results on stdout, and with which exit status a command ends that has shown them. */

import { Status } from "../input/status.ts";
import { exitStatus } from "../play/replay/mod.ts";
import { type OutputName, showAs, type Shown, type Subject } from "./outputs.ts";
import { print, styleOf } from "./terminal/mod.ts";

/** With which status a command ends that has shown this. */
const STATUSES: { readonly [S in Subject]: (shown: Shown[S]) => number } = {
  lint({ diagnostics, strict }) {
    const counting = strict ? ["error", "warning"] : ["error"];
    return diagnostics.some(({ severity }) => counting.includes(severity))
      ? Status.wrong
      : Status.ok;
  },
  emulate: exitStatus,
  test: ({ folders }) => expected(folders.every(({ problem }) => problem === undefined)),
  inspect: () => Status.ok,
  doctor: (checks) => expected(checks.every(({ status }) => status !== "missing")),
  status: ({ driver, capabilities, policy, state, leftovers }) =>
    expected(
      [driver, capabilities, policy, state].every(({ ok }) => ok) && leftovers.length === 0,
    ),
  gc: ({ problems, collected }) =>
    expected(problems.length === 0 && collected.every(({ waiting }) => waiting.length === 0)),
};

function expected(holds: boolean): number {
  return holds ? Status.ok : Status.unexpected;
}

/**
 * Shows something in that form on stdout, and returns the exit status of a command that has shown it. Throws
 * InputError when stdout takes no more.
 */
export function show<S extends Subject>(name: OutputName, subject: S, shown: Shown[S]): number {
  print(showAs(name, subject, shown, styleOf(Deno.stdout)));
  return STATUSES[subject](shown);
}

/** Showing the hardware of the lab around this process, once something was done to it. */

import { InputError } from "../input/error.ts";
import { type Hardware, NoLabError, withHardware } from "../lab/sandbox/mod.ts";
import { hardwareLines } from "./hardware.ts";
import { printLines, styleOf } from "./terminal/mod.ts";

/**
 * Does something to all that have one of these names, and shows everything. Throws InputError where there is
 * no lab around this process, and, before anything is done, when one of the names is nobody's.
 */
export function showHardware(
  names: readonly string[] = [],
  act: (hardware: Hardware, name: string) => void = () => {},
): void {
  try {
    withHardware((hardware) => {
      requireKnown(names, hardware);
      for (const name of names) act(hardware, name);
      printLines(hardwareLines(hardware.states(), styleOf(Deno.stdout)));
    });
  } catch (cause) {
    if (cause instanceof InputError || !(cause instanceof Error)) throw cause;
    const hint = cause instanceof NoLabError
      ? "; `bond emulate --shell PATH` opens a shell in a pod of one"
      : "";
    throw new InputError(`${cause.message}${hint}`, { cause });
  }
}

function requireKnown(names: readonly string[], hardware: Hardware): void {
  const all = hardware.states().map(({ name }) => name);
  const unknown = names.find((name) => !all.includes(name));
  if (unknown === undefined) return;
  throw new InputError(`the lab has no ${JSON.stringify(unknown)}; it has ${all.join(", ")}`);
}

/** Plugins that die on the way. */

import { findPlugin, type PluginProgram } from "../../cni/mod.ts";
import { LAB_DIR } from "../sandbox/mod.ts";
import type { Kill } from "./types.ts";

/** The variable that has one of the lab's own plugins kill itself before its n-th netlink request. */
export const KILL_VARIABLE = "BOND_LAB_KILL_AT";

/** Kills that are still to come: each strikes once. */
export class Kills {
  readonly #armed: Kill[] = [];

  /** Kills the next plugin of that type. */
  arm(kill: Kill): void {
    this.#armed.push(kill);
  }

  /**
   * Returns the program to run for `type` this time: `program`, or the one on `path` where that is
   * undefined, as it is or with a kill on it.
   */
  apply(
    type: string,
    program: PluginProgram | undefined,
    path: readonly string[],
  ): PluginProgram | undefined {
    const position = this.#armed.findIndex((kill) => kill.type === type);
    const [kill] = position < 0 ? [] : this.#armed.splice(position, 1);
    if (!kill) return program;
    // Only a process can be killed.
    const { plugin: _, ...target } = program ?? { path: findPlugin(type, path) };
    if (kill.atRequest !== undefined) {
      const environment = { ...target.environment, [KILL_VARIABLE]: String(kill.atRequest) };
      return { ...target, environment };
    }
    return { ...target, path: wrapper(target.path, kill.afterMs ?? 0) };
  }
}

/** Returns a program that runs another one, for so long only. */
function wrapper(path: string, afterMs: number): string {
  const script = `${LAB_DIR}/killed`;
  const seconds = (Math.max(1, afterMs) / 1000).toFixed(3);
  const quoted = `'${path.replaceAll("'", `'\\''`)}'`;
  Deno.writeTextFileSync(script, `#!/bin/sh\nexec timeout -s KILL ${seconds} ${quoted}\n`);
  Deno.chmodSync(script, 0o755);
  return script;
}

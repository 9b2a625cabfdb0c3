/** Plugins that die on the way. */

import { findPlugin, type PluginProgram } from "../../../cni/mod.ts";
import { labPluginArgs } from "../../lab/programs/mod.ts";
import { LAB_DIR } from "../../lab/sandbox/mod.ts";
import { quote } from "../../input/words/mod.ts";
import type { Kill, KillSwitch } from "../actions/mod.ts";

/** The exit status of a process that SIGKILL (9) has ended. */
const KILLED = 128 + 9;

/** Kills that are still to come: each strikes once. */
export class Kills implements KillSwitch {
  readonly #armed: Kill[] = [];
  /** Kills on plugins that run. */
  readonly #running: Kill[] = [];
  readonly #struck = new Set<Kill>();

  /** Kills the next plugin of that type. */
  arm(kill: Kill): void {
    this.#armed.push(kill);
  }

  /** Takes note of how a plugin ended. */
  ended(type: string, exitCode: number): void {
    const position = this.#running.findIndex((kill) => kill.type === type);
    const [kill] = position < 0 ? [] : this.#running.splice(position, 1);
    if (kill && exitCode === KILLED) this.#struck.add(kill);
  }

  /** Returns whether `kill` has killed a plugin. It will not any more. */
  withdraw(kill: Kill): boolean {
    const position = this.#armed.indexOf(kill);
    if (position >= 0) this.#armed.splice(position, 1);
    return this.#struck.delete(kill);
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
    this.#running.push(kill);
    // Only a process can be killed.
    const { plugin: _, ...target } = program ?? { path: findPlugin(type, path) };
    const { args = [] } = target;
    if (kill.atRequest !== undefined) {
      return { ...target, args: [...args, ...labPluginArgs({ dieAt: kill.atRequest })] };
    }
    return { ...target, path: wrapper(target.path, kill.afterMs ?? 0) };
  }
}

/** Returns a program that runs another one, for so long only. */
function wrapper(path: string, afterMs: number): string {
  const script = `${LAB_DIR}/killed`;
  const seconds = (Math.max(1, afterMs) / 1000).toFixed(3);
  Deno.writeTextFileSync(
    script,
    `#!/bin/sh\nexec timeout -s KILL ${seconds} ${quote(path)} "$@"\n`,
  );
  Deno.chmodSync(script, 0o755);
  return script;
}

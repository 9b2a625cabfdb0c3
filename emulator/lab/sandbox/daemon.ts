/** Programs that run beside a replay: servers of the fabric, and services of the node. */

import { exists } from "../../../cni/mod.ts";
import { sleepSync } from "../sleep.ts";

/** How a daemon is run, and how it is known to be ready. */
export interface Daemon {
  command: readonly string[];
  /** Where it writes its process identifier. */
  pidFile: string;
  /** A file that it makes once it can serve; the one with its identifier if absent. */
  ready?: string;
}

/** How long one may take to be ready, ms. */
const READY_WITHIN_MS = 30_000;
/** Between two looks, ms. */
const PACE_MS = 5;

/**
 * Starts a daemon where this process is, and waits until it can serve. Disposing it kills it. Throws
 * Error when it does not get that far.
 */
export function startDaemon({ command, pidFile, ready = pidFile }: Daemon): Disposable {
  const [name = ""] = command;
  const log = `${pidFile}.log`;
  const script = `log=$1; shift; setsid "$@" </dev/null >"$log" 2>&1 &`;
  new Deno.Command("sh", { args: ["-c", script, "sh", log, ...command] }).outputSync();
  for (const deadline = performance.now() + READY_WITHIN_MS; !exists(ready);) {
    if (performance.now() > deadline) {
      throw new Error(`${name} did not start: ${Deno.readTextFileSync(log).trim()}`);
    }
    sleepSync(PACE_MS);
  }
  return {
    [Symbol.dispose]: () => {
      try {
        Deno.kill(Number(Deno.readTextFileSync(pidFile)), "SIGKILL");
      } catch {
        // It has ended by itself.
      }
      for (const file of new Set([pidFile, ready])) Deno.removeSync(file);
    },
  };
}

/** A plugin served by this very process, as if it were one of its own. */

import type { Execution, Outcome } from "./exec.ts";
import { MemoryHost } from "./host.ts";
import type { Plugin } from "./plugin.ts";
import { runPlugin } from "./run_plugin.ts";

/**
 * Serves a call as a process would that was run by `execPlugin`, and returns how it ended. Aborting
 * `signal` interrupts the plugin, which puts everything back. Throws the reason of `signal` then.
 */
export async function servePlugin(
  plugin: Plugin,
  { stdin, environment, signal }: Pick<Execution, "stdin" | "environment" | "signal">,
): Promise<Outcome> {
  signal?.throwIfAborted();
  const started = performance.now();
  const host = new MemoryHost({ variables: environment, stdin, signal });
  const exitCode = await runPlugin(plugin, host);
  signal?.throwIfAborted();
  return {
    exitCode,
    stdout: host.stdout,
    stderr: new TextEncoder().encode(host.stderr),
    durationMs: performance.now() - started,
  };
}

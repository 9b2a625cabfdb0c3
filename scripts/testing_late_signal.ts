/** A program for a test, built as the executable is: hears a signal in the last moment in which it listens. */
import { processHost } from "../cni/mod.ts";

// The build tries whether what it has built starts.
if (Deno.args[0] === "--version") Deno.exit();
{
  using _listening = processHost().onInterrupt(() => {});
  Deno.kill(Deno.pid, "SIGTERM");
}
// Whatever the runtime's threads do about it, they have the time to.
for (const end = performance.now() + 300; performance.now() < end;);
Deno.exit();

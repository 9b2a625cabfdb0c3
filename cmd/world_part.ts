/** What runs inside a world: replays, and stand-ins for plugins. A guest loads it at each start, and nothing else. */

import { processHost } from "../cni/mod.ts";
import { runWorld } from "../emulator/play/replay/mod.ts";
export { runLabPlugin } from "../emulator/lab/programs/mod.ts";

/** Replays what stdin says in this very world, and reports to stdout. */
export async function replayHere(): Promise<void> {
  const { readStdin, writeStdout } = processHost();
  const encoder = new TextEncoder();
  await runWorld(JSON.parse(new TextDecoder().decode(readStdin())), (message) => {
    writeStdout(encoder.encode(`${JSON.stringify(message)}\n`));
  });
}

/** The outer half of a replay: a world for the inner half, and what comes out of it. */

import { type Kernel, KernelError } from "../emulator/kernel/mod.ts";
import { type ReplayEvent, type ReplayPlan, selfCommand } from "../emulator/replay/mod.ts";
import { writeAll } from "./terminal.ts";

/**
 * Replays `plan` in a world on `kernel`, and passes each event on when it happens. Throws
 * KernelError when the world breaks down, or the inner half in it.
 */
export async function replayIn(
  kernel: Kernel,
  plan: Omit<ReplayPlan, "provider">,
  onEvent: (event: ReplayEvent) => void,
): Promise<void> {
  const decoder = new TextDecoder();
  let rest = "";
  const { code } = await kernel.run([...selfCommand(), "world"], {
    stdin: new TextEncoder().encode(JSON.stringify({ ...plan, provider: kernel.provider })),
    stdout(chunk) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) onEvent(JSON.parse(line));
    },
    stderr: (chunk) => writeAll(Deno.stderr, chunk),
  });
  if (code !== 0) throw new KernelError(`the replay broke off with exit status ${code}`);
}

/** The outer half of a replay: makes a world, has the replay run in it, and hears what happens. */

import { type Kernel, KernelError } from "../../lab/kernel/mod.ts";
import type { ReplayEvent } from "./events.ts";
import { selfCommand } from "../../lab/programs/mod.ts";
import type { ReplayCase, WorldInput, WorldMessage } from "./world.ts";

/** Who hears what happens. */
export interface Listener {
  onEvent(name: string, event: ReplayEvent): void;
  /** The replay of a case is over; `problem` says why the lab itself could not go on with it. */
  onOver?(name: string, problem?: string): void;
  onStderr(chunk: Uint8Array): void;
}

/** The lab itself failed, which is a defect of it; the message has the stack. */
export class LabError extends Error {
  /** Tells it from other errors. */
  override readonly name = "LabError";
}

/** One world among several that share the cases. */
interface WorldShare {
  /** The folder in which each takes its next case; see {@linkcode WorldInput}. */
  claims: string;
  /** Memory of a guest, in MiB. */
  memoryMb: number;
}

/**
 * Replays `cases` in one world on `kernel`, or its share of them. Throws KernelError when the world
 * breaks down, and LabError when the lab itself does and nobody hears of the end of cases.
 */
export async function replayOn(
  kernel: Kernel,
  cases: ReplayCase[],
  listener: Listener,
  share?: WorldShare,
): Promise<void> {
  const decoder = new TextDecoder();
  const problems: string[] = [];
  let rest = "";
  const hear = (message: WorldMessage) => {
    if ("event" in message) return listener.onEvent(message.case, message.event);
    if (listener.onOver) listener.onOver(message.case, message.problem);
    else if (message.problem) problems.push(`${message.case}: ${message.problem}`);
  };
  const claims = share ? { claims: share.claims } : {};
  const input: WorldInput = { provider: kernel.provider, cases, ...claims };
  const { code } = await kernel.run([...selfCommand(), "world"], {
    ...(share ? { shared: [share.claims], memoryMb: share.memoryMb } : {}),
    stdin: new TextEncoder().encode(JSON.stringify(input)),
    stdout(chunk) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) hear(JSON.parse(line));
    },
    stderr: (chunk) => listener.onStderr(chunk),
  });
  if (problems.length > 0) throw new LabError(problems.join("\n"));
  if (code !== 0) throw new KernelError(`the replay broke off with exit status ${code}`);
}

/**
 * Replays `one` on `kernel` with this process' terminal: the replay is told on it, and a shell opens
 * in the pod of that name while it runs. `write` receives what the terminal is to show. Returns the
 * exit status of the replay. Throws KernelError when the world breaks down.
 */
export async function replayWithShellOn(
  kernel: Kernel,
  one: ReplayCase,
  pod: string,
  write: (chunk: Uint8Array) => void,
): Promise<number> {
  const input: WorldInput = { provider: kernel.provider, cases: [one] };
  // The terminal is stdin: what to do comes in a file.
  const { code } = await kernel.run([...selfCommand(), "world", "--shell"], {
    tty: true,
    stdin: new TextEncoder().encode(JSON.stringify({ ...input, pod })),
    stdout: write,
    stderr: write,
  });
  return code;
}
